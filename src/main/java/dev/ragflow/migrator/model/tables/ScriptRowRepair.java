package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.database.Transaction;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts right the rows that RAGFlow's v0.25 script left: times in seconds, status words {@code 1} and {@code 0}, no {@code
 * extra}. No user can have made such rows. The times themselves tell which rows they are.
 */
public final class ScriptRowRepair {

    /** In milliseconds a day in 1973, in seconds one in the year 5138. */
    private static final long BOUND = 100_000_000_000L;

    private static final int CHUNK = 1_000;

    private record Row(String id, long created, long updated, String status, String extra) {}

    private final StageContext context;
    private final String table;

    public ScriptRowRepair(StageContext context, String table) {
        this.context = context;
        this.table = table;
    }

    public boolean hasWork(Connection connection) throws SQLException {
        if (context.stored(table).isEmpty()) {
            return false;
        }
        return !read(connection, 1).isEmpty();
    }

    /** Repairs all rows; returns how many. */
    public long run() throws SQLException {
        if (context.isDryRun()) {
            return context.dryRun().repaired(table) ? count() : 0;
        }
        Retries retries = Retries.of(context.pacing());
        long repaired = 0;
        for (int rows = -1; rows != 0; repaired += rows) {
            context.pacing().check();
            rows = retries.run("a repair of " + table, table, this::chunk);
        }
        return repaired;
    }

    private long count() throws SQLException {
        if (context.stored(table).isEmpty()) {
            return 0;
        }
        String sql = "SELECT COUNT(*) FROM " + context.dialect().quoted(table) + condition();
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private String condition() {
        return " WHERE (create_time > 0 AND create_time < " + BOUND + ") OR (update_time > 0 AND update_time < " + BOUND
                + ")"
                + (hasState() ? " OR status IN ('0', '1')" : "")
                + (hasKey() ? " OR api_key IS NULL" : "");
    }

    /** Rows that were repaired before a failure are not read again. */
    private int chunk() throws SQLException {
        try (Connection connection = context.connection()) {
            List<Row> rows = read(connection, CHUNK);
            if (!rows.isEmpty()) {
                Transaction.run(connection, () -> write(connection, rows));
            }
            return rows.size();
        }
    }

    /** Providers have neither status nor extra. */
    private boolean hasState() {
        return !table.equals(ModelTables.PROVIDER);
    }

    /** RAGFlow takes a missing key for an empty one, and its table allows none. */
    private boolean hasKey() {
        return table.equals(ModelTables.INSTANCE);
    }

    private List<Row> read(Connection connection, int limit) throws SQLException {
        String sql = "SELECT id, create_time, update_time" + (hasState() ? ", status, extra" : "") + " FROM "
                + context.dialect().quoted(table) + condition() + " LIMIT " + limit;
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        hasState() && row.getString(4) != null ? row.getString(4) : "",
                        hasState() && row.getString(5) != null ? row.getString(5) : ""));
            }
        }
        return rows;
    }

    private void write(Connection connection, List<Row> rows) throws SQLException {
        String sql = "UPDATE " + context.dialect().quoted(table)
                + " SET create_time = ?, create_date = ?, update_time = ?, update_date = ?"
                + (hasState() ? ", status = ?, extra = ?" : "")
                + (hasKey() ? ", api_key = COALESCE(api_key, '')" : "")
                + " WHERE id = ? AND COALESCE(create_time, 0) = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                long created = millis(row.created());
                long updated = row.updated() == 0 ? created : millis(row.updated());
                int parameter = 0;
                statement.setLong(++parameter, created);
                statement.setObject(++parameter, InsertBatch.date(created));
                statement.setLong(++parameter, updated);
                statement.setObject(++parameter, InsertBatch.date(updated));
                if (hasState()) {
                    statement.setString(++parameter, word(row.status()));
                    statement.setString(++parameter, row.extra().isBlank() ? "{}" : row.extra());
                }
                statement.setString(++parameter, row.id());
                statement.setLong(++parameter, row.created());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static long millis(long time) {
        return time < BOUND ? time * 1_000 : time;
    }

    /** A row as the repair leaves it. */
    static TypedRow repaired(TypedRow row) {
        long created = row.times().created() == null ? 0 : row.times().created();
        Long updated = row.times().updated();
        if (!isScripts(created, updated == null ? 0 : updated, row.status())) {
            return row;
        }
        long made = millis(created);
        long changed = updated == null || updated == 0 ? made : millis(updated);
        return new TypedRow(
                row.id(),
                row.providerId(),
                row.instanceId(),
                row.name(),
                row.type(),
                word(row.status()),
                row.extra().isBlank() ? "{}" : row.extra(),
                new TypedRow.RowTimes(made, InsertBatch.date(made), changed, InsertBatch.date(changed)),
                row.named());
    }

    /** Whether a row is one of the script's. */
    static boolean isScripts(long created, long updated, String status) {
        return (created > 0 && created < BOUND)
                || (updated > 0 && updated < BOUND)
                || status.equals("0")
                || status.equals("1");
    }

    static String word(String status) {
        return switch (status) {
            case "1", "" -> "active";
            case "0" -> "inactive";
            default -> status;
        };
    }
}
