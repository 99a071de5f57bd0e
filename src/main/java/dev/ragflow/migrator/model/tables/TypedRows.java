package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code tenant_model} whole, in a table of either form. */
public final class TypedRows {

    private final StageContext context;
    private final @Nullable IdsInUse inUse;

    /** @param inUse says which rows something outside names by their ids; null where nobody asks */
    private TypedRows(StageContext context, @Nullable IdsInUse inUse) {
        this.context = context;
        this.inUse = inUse;
    }

    static TypedRows of(StageContext context) {
        return new TypedRows(context, null);
    }

    /** The same with {@link TypedRow#named}. */
    public static TypedRows named(StageContext context) throws SQLException {
        return new TypedRows(context, new IdsInUse(context));
    }

    /** The rows of some instances, by instance; none where the table is yet to come. */
    public Map<String, List<TypedRow>> ofInstances(Connection connection, String table, Collection<String> instances)
            throws SQLException {
        Map<String, List<TypedRow>> rows = new HashMap<>();
        if (instances.isEmpty() || (context.isDryRun() && context.stored(table).isEmpty())) {
            return rows;
        }
        boolean isRepaired = context.isDryRun() && context.dryRun().isRepaired(table);
        List<String> ids = new ArrayList<>();
        String columns = "id, provider_id, instance_id, model_name, model_type, status, extra,"
                + " create_time, create_date, update_time, update_date";
        context.keyed().rows(table, "instance_id").each(connection, columns, instances, row -> {
            TypedRow typed = isRepaired ? ScriptRowRepair.repaired(row(row)) : row(row);
            rows.computeIfAbsent(typed.instanceId(), instance -> new ArrayList<>())
                    .add(typed);
            ids.add(typed.id());
        });
        if (inUse != null) {
            Set<String> named = inUse.among(connection, ids);
            rows.values().forEach(some -> some.replaceAll(row -> named.contains(row.id()) ? row.withName() : row));
        }
        return rows;
    }

    private static TypedRow row(ResultSet row) throws SQLException {
        TypedRow.RowTimes times = new TypedRow.RowTimes(
                Sql.numberOrNull(row, 8),
                row.getObject(9, LocalDateTime.class),
                Sql.numberOrNull(row, 10),
                row.getObject(11, LocalDateTime.class));
        return new TypedRow(
                row.getString(1),
                Sql.text(row, 2),
                row.getString(3),
                Sql.text(row, 4),
                Sql.text(row, 5),
                Sql.text(row, 6),
                Sql.text(row, 7),
                times,
                false);
    }
}
