package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.ModelType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads rows of {@code tenant_model} in either form: a word for each type up to v0.26, bits from v0.27 on. */
public final class StoredModels {

    /**
     * A row.
     *
     * @param bits its types, 0 for none that is known
     * @param createdAt epoch milliseconds
     * @param edited whether somebody changed it after it was made
     */
    public record Row(
            String id,
            String providerId,
            String instanceId,
            String name,
            int bits,
            String status,
            long createdAt,
            boolean edited) {

        public boolean has(ModelType type) {
            return (bits & type.bit()) != 0;
        }

        Stream<ModelType> types() {
            return Arrays.stream(ModelType.values()).filter(this::has);
        }
    }

    /** What {@link #row} reads. */
    public static final String COLUMNS = "id, provider_id, instance_id, model_name, model_type, status, create_time,"
            + " COALESCE(update_time, create_time)";

    private final KeyedRows byInstance;
    private final KeyedRows byId;

    public StoredModels(KeyedTables keyed) {
        this.byInstance = keyed.rows(ModelTables.MODEL, "instance_id");
        this.byId = keyed.rows(ModelTables.MODEL, "id");
    }

    /** The rows of some instances, by instance. */
    public Map<String, List<Row>> ofInstances(Connection connection, Collection<String> instances) throws SQLException {
        Map<String, List<Row>> rows = new HashMap<>();
        byInstance.each(connection, COLUMNS, instances, row -> {
            Row stored = row(row);
            rows.computeIfAbsent(stored.instanceId(), instance -> new ArrayList<>())
                    .add(stored);
        });
        return rows;
    }

    /** The rows of some ids, by id; those that are not there are missing. */
    Map<String, Row> ofIds(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        byId.each(connection, COLUMNS, ids, row -> {
            Row stored = row(row);
            rows.put(stored.id(), stored);
        });
        return rows;
    }

    /** A row of which {@link #COLUMNS} are the first columns; NULL is an empty text. */
    public static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                Sql.text(row, 2),
                Sql.text(row, 3),
                Sql.text(row, 4),
                bits(Sql.text(row, 5)),
                Sql.text(row, 6),
                row.getLong(7),
                row.getLong(7) != row.getLong(8));
    }

    /** The types a column says, a word up to v0.26, a number from v0.27 on; 0 for none that is known. */
    static int bits(String type) {
        try {
            if (!type.isEmpty() && Character.isDigit(type.charAt(0))) {
                return Integer.parseInt(type);
            }
            return ModelType.of(type).map(ModelType::bit).orElseGet(() -> Integer.parseInt(type));
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }
}
