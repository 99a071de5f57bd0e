package dev.ragflow.migrator.bench;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How long the same server needs for the same final rows, when it has nothing to find out: the rows of a migrated table copied
 * by one {@code INSERT … SELECT} into a table with the same indexes, or as many of its rows changed by one {@code UPDATE}.
 */
final class Floor {

    private static final String COPY = "bench_floor";

    /** What a model reference got longer by, more or less. */
    private static final String LONGER = "@default";

    private static final Set<String> REFERENCES = Set.of(
            "llm_id",
            "embd_id",
            "asr_id",
            "img2txt_id",
            "rerank_id",
            "tts_id",
            "parser_config",
            "search_config",
            "dsl");

    /**
     * What the server takes.
     *
     * @param seconds on the clock
     * @param processor seconds of its processor time, which other work on the machine does not make longer
     */
    record Time(double seconds, double processor) {
        static final Time NONE = new Time(0, 0);
    }

    private final TestDatabase database;
    private final Connection connection;

    Floor(TestDatabase database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /** For what a stage wrote into a table. */
    Time of(StageRow row) throws SQLException {
        String table = finalTable(row);
        if (row.written() == 0 || columns(table).isEmpty()) {
            return Time.NONE;
        }
        drop();
        execute("CREATE TABLE " + COPY
                + (database.server() == TestServer.POSTGRES
                        ? " (LIKE " + quoted(table) + " INCLUDING ALL)"
                        : " LIKE " + quoted(table)));
        Time filled = timed("INSERT INTO " + COPY + " SELECT * FROM " + quoted(table));
        Time time = row.inserted() > 0 ? filled : timed(update(row));
        drop();
        return time;
    }

    /** Where the rows of a stage are at the end. */
    private static String finalTable(StageRow row) {
        return switch (row.stage()) {
            case "tenant_model" -> "tenant_model_backup";
            case "tenant_model_seeding" -> "tenant_model";
            default -> row.table();
        };
    }

    private String update(StageRow row) throws SQLException {
        boolean ids = row.stage().equals("tenant_model_id_migration");
        List<String> changes = new ArrayList<>();
        for (String column : columns(row.table())) {
            String name = quoted(column);
            if (ids && column.matches("tenant_\\w+_id")) {
                changes.add(name + " = REVERSE(" + name + ")");
            } else if (!ids && REFERENCES.contains(column)) {
                changes.add(name + " = CONCAT(" + name + ", '" + LONGER + "')");
            }
        }
        String update = "UPDATE " + COPY + " SET " + String.join(", ", changes);
        String key = "id";
        String last = value("SELECT MAX(" + key + ") FROM (SELECT " + key + " FROM " + COPY + " ORDER BY " + key
                + " LIMIT " + row.updated() + ") AS first_rows");
        return update + " WHERE " + key + " <= '" + last + "'";
    }

    private List<String> columns(String table) throws SQLException {
        String sql = "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND table_schema = "
                + (database.server() == TestServer.POSTGRES ? "current_schema()" : "DATABASE()")
                + " ORDER BY ordinal_position";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    private String value(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private Time timed(String sql) throws SQLException {
        double processor = ServerTime.seconds();
        long start = System.nanoTime();
        execute(sql);
        return new Time((System.nanoTime() - start) / 1e9, ServerTime.seconds() - processor);
    }

    private void drop() throws SQLException {
        execute("DROP TABLE IF EXISTS " + COPY);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String quoted(String name) {
        return database.quoted(name);
    }
}
