package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
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

/** Reads what the merge compares: v0.26's rows of some instances, and what the background table has for them. */
final class MergeReader {

    /** What must be unique in v0.27. */
    record Key(String instanceId, String name) {}

    /** A row of the background table. */
    record Written(String id, String providerId, int bits, String status, String extra) {

        static Written of(MergedRow row) {
            return new Written(
                    row.id() == null ? "" : row.id(), row.providerId(), row.bits(), row.status(), row.extra());
        }

        boolean says(MergedRow row) {
            return providerId.equals(row.providerId())
                    && bits == row.bits()
                    && status.equals(row.status())
                    && extra.equals(row.extra());
        }
    }

    private final StageContext context;
    private final IdsInUse inUse;
    private final TenantSizes sizes;
    private final TenantsOfChunk tenantsOfChunk = new TenantsOfChunk(20);

    MergeReader(StageContext context) throws SQLException {
        this.context = context;
        this.inUse = new IdsInUse(context);
        this.sizes = new TenantSizes(context);
    }

    /**
     * The tenants behind {@code after} that have providers, in the order of the database: so many that what is stored of them fits
     * into memory.
     *
     * @param rows about how many rows of v0.27 they may need together
     */
    List<String> tenants(Connection connection, @Nullable String after, int rows) throws SQLException {
        if (context.isRehearsal()) {
            return new TenantsToBe(context, sizes).behind(connection, after, rows);
        }
        int limit = tenantsOfChunk.limit(rows);
        List<String> tenants = tenantsWithProviders(context, connection, after, limit);
        List<String> fitting = sizes.fitting(connection, tenants, rows);
        tenantsOfChunk.took(fitting.size(), limit, rows);
        return fitting;
    }

    /** The tenants behind {@code after} that have providers, in the order of the database. */
    static List<String> tenantsWithProviders(
            StageContext context, Connection connection, @Nullable String after, int limit) throws SQLException {
        String sql = "SELECT DISTINCT tenant_id FROM " + context.dialect().quoted(NewTables.PROVIDER)
                + (after == null ? "" : " WHERE tenant_id > ?") + " ORDER BY tenant_id LIMIT " + limit;
        List<String> tenants = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (after != null) {
                statement.setString(1, after);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tenants.add(row.getString(1));
                }
            }
        }
        return tenants;
    }

    /** The rows of some instances, by instance, in a table of either form. */
    Map<String, List<TypedRow>> typed(Connection connection, String table, Collection<String> instances)
            throws SQLException {
        Map<String, List<TypedRow>> rows = new HashMap<>();
        if (context.isRehearsal() && context.stored(table).isEmpty()) {
            return rows;
        }
        boolean isRepaired = context.isRehearsal() && context.rehearsed().isRepaired(table);
        List<String> ids = new ArrayList<>();
        String columns = "id, provider_id, instance_id, model_name, model_type, status, extra,"
                + " create_time, create_date, update_time, update_date";
        byInstance(table).each(connection, columns, instances, row -> {
            TypedRow typed = isRepaired ? ScriptRowRepair.repaired(typed(row)) : typed(row);
            rows.computeIfAbsent(typed.instanceId(), instance -> new ArrayList<>())
                    .add(typed);
            ids.add(typed.id());
        });
        Set<String> named = inUse.among(connection, ids);
        rows.values().forEach(some -> some.replaceAll(row -> named.contains(row.id()) ? row.withName() : row));
        return rows;
    }

    private KeyedRows byInstance(String table) {
        return context.keyed().rows(table, "instance_id");
    }

    private static TypedRow typed(ResultSet row) throws SQLException {
        TypedRow.RowTimes times = new TypedRow.RowTimes(
                number(row, 8),
                row.getObject(9, LocalDateTime.class),
                number(row, 10),
                row.getObject(11, LocalDateTime.class));
        return new TypedRow(
                row.getString(1),
                text(row, 2),
                row.getString(3),
                text(row, 4),
                text(row, 5),
                text(row, 6),
                text(row, 7),
                times,
                false);
    }

    /** What the background table has for some instances. */
    Map<Key, Written> written(Connection connection, Collection<String> instances) throws SQLException {
        Map<Key, Written> rows = new HashMap<>();
        String columns = "instance_id, model_name, id, provider_id, model_type, status, extra";
        byInstance(MergeTables.BACKGROUND).each(connection, columns, instances, row -> {
            Key key = new Key(row.getString(1), row.getString(2));
            rows.put(
                    key,
                    new Written(row.getString(3), row.getString(4), row.getInt(5), row.getString(6), row.getString(7)));
        });
        return rows;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }
}
