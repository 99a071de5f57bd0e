package dev.ragflow.migrator.history;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.Transaction;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code ragflow_migrator_mark}: changesets that an operator marked. The history shows the mark instead of what it said
 * before, which is kept with the mark and restored by {@link #remove}.
 */
public final class Marks {

    private static final String TABLE = "ragflow_migrator_mark";

    private final Database database;

    public Marks(Database database) {
        this.database = database;
    }

    /** All marks by name; writes nothing. */
    public List<Mark> read() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return read(connection, database.dialect());
        }
    }

    /** All marks by name; writes nothing, not even the table. */
    public static List<Mark> read(Connection connection, Dialect dialect) throws SQLException {
        if (!exists(connection)) {
            return List.of();
        }
        String sql = "SELECT changeset, status, reason, marked_by, " + HistoryReader.epochMillis(dialect, "marked_at")
                + " FROM " + TABLE + " ORDER BY changeset";
        return Sql.of(connection, sql)
                .list(row -> new Mark(
                        row.getString(1),
                        MigrationHistory.statusOf(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5))));
    }

    /** Adds a mark of now; there must be none of that changeset. */
    public void add(String changeset, MigrationStatus status, String reason, String by) throws SQLException {
        MigrationHistory history = new MigrationHistory(database);
        history.ensureTable();
        try (Connection connection = database.dataSource().getConnection()) {
            if (!exists(connection)) {
                Sql.update(connection, createTable(database.dialect()));
            }
            Transaction.run(connection, () -> {
                Sql.update(
                        connection,
                        "INSERT INTO " + TABLE + " (changeset, status, reason, marked_by) VALUES (?, ?, ?, ?)",
                        changeset,
                        status.id(),
                        reason,
                        by);
                for (String[] column : KEPT) {
                    Sql.update(
                            connection,
                            "UPDATE " + TABLE + " SET " + column[1] + " = (SELECT " + column[0]
                                    + " FROM migration_history WHERE migration_name = ?) WHERE changeset = ?",
                            changeset,
                            changeset);
                }
            });
        }
        history.replace(changeset, status, "Marked by " + by + ": " + reason, Duration.ZERO, 0);
    }

    /** Column of the history, and where it is kept. */
    private static final String[][] KEPT = {
        {"status", "former_status"},
        {"error_message", "former_message"},
        {"duration_ms", "former_duration_ms"},
        {HistoryReader.ROWS, "former_rows"},
        {"applied_at", "former_at"},
    };

    /** Takes a mark away; the history says again what it said before. */
    public void remove(String changeset) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            Transaction.run(connection, () -> {
                Sql.update(
                        connection,
                        "DELETE FROM migration_history WHERE migration_name = ? AND EXISTS (SELECT 1 FROM " + TABLE
                                + " WHERE changeset = ? AND former_status IS NULL)",
                        changeset,
                        changeset);
                for (String[] column : KEPT) {
                    Sql.update(
                            connection,
                            "UPDATE migration_history SET " + column[0] + " = (SELECT " + column[1] + " FROM " + TABLE
                                    + " WHERE changeset = ?) WHERE migration_name = ?",
                            changeset,
                            changeset);
                }
                Sql.update(connection, "DELETE FROM " + TABLE + " WHERE changeset = ?", changeset);
            });
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        try (ResultSet table =
                metaData.getTables(connection.getCatalog(), connection.getSchema(), TABLE, new String[] {"TABLE"})) {
            return table.next();
        }
    }

    private static String createTable(Dialect dialect) {
        // names must compare with those of the history, and reasons may hold any character
        String options = dialect.isPostgres() ? "" : " DEFAULT CHARSET = utf8mb4";
        String time = dialect.isPostgres() ? "TIMESTAMP" : "TIMESTAMP NULL";
        return """
                CREATE TABLE %1$s (
                    changeset VARCHAR(255) NOT NULL PRIMARY KEY,
                    status VARCHAR(16) NOT NULL,
                    reason TEXT NOT NULL,
                    marked_by VARCHAR(255) NOT NULL,
                    marked_at %2$s DEFAULT CURRENT_TIMESTAMP,
                    former_status VARCHAR(16),
                    former_message TEXT,
                    former_duration_ms INTEGER,
                    former_rows BIGINT,
                    former_at %2$s
                )%3$s""".formatted(TABLE, time, options);
    }
}
