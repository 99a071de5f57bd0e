package dev.ragflow.migrator.history;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code migration_history}: one row a changeset, its last outcome. Name and columns are those of RAGFlow's
 * migration guide, so that whoever knows one reads the other; {@code rows_written} is ours.
 */
public final class MigrationHistory {

    private static final int NAME_LENGTH = 255;
    /** Far below TEXT's 64 KiB on MySQL even in four-byte characters. */
    private static final int MESSAGE_LENGTH = 4_000;

    private final Database database;
    private @Nullable Map<String, MigrationStatus> known;

    public MigrationHistory(Database database) {
        this.database = database;
    }

    /**
     * Records how a changeset ended, replacing what was recorded of it before. A changeset that had nothing to do keeps the
     * record of the run in which it had.
     *
     * @param name unique name, for example {@code v0.26.4/tenant-model-instance}
     * @param message for failures: what went wrong, without credentials
     * @param written rows written
     */
    public void record(String name, MigrationStatus status, @Nullable String message, Duration duration, long written)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            Map<String, MigrationStatus> rows = known(connection);
            MigrationStatus before = rows.get(name);
            if (status == MigrationStatus.SKIPPED
                    && (before == MigrationStatus.SUCCESS || before == MigrationStatus.SKIPPED)) {
                return;
            }
            write(connection, name, status, message, duration, written);
        }
    }

    /** Records what is said of a changeset, whatever is recorded of it. */
    void replace(String name, MigrationStatus status, String message, Duration duration, long written)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            write(connection, name, status, message, duration, written);
        }
    }

    private void write(
            Connection connection,
            String name,
            MigrationStatus status,
            @Nullable String message,
            Duration duration,
            long written)
            throws SQLException {
        Map<String, MigrationStatus> rows = known(connection);
        String sql = rows.containsKey(name) ? update() : insert();
        try {
            Sql.update(
                    connection,
                    sql,
                    status.id(),
                    message == null ? null : shortened(message, MESSAGE_LENGTH),
                    (int) Math.min(duration.toMillis(), Integer.MAX_VALUE),
                    database.settings().type().id(),
                    written,
                    shortened(name, NAME_LENGTH));
        } catch (SQLException e) {
            // it may exist nevertheless: a retry must check
            known = null;
            throw e;
        }
        rows.put(name, status);
    }

    /** Makes the table where it is not there yet. */
    void ensureTable() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            known(connection);
        }
    }

    /** Records the end of a changeset of which another end is recorded; does nothing where none is, or the same. */
    public void correct(String name, MigrationStatus status, Duration duration) throws SQLException {
        MigrationStatus before;
        try (Connection connection = database.dataSource().getConnection()) {
            before = known(connection).get(name);
        }
        if (before != null && before != status) {
            record(name, status, null, duration, 0);
        }
    }

    private Map<String, MigrationStatus> known(Connection connection) throws SQLException {
        Map<String, MigrationStatus> rows = known;
        if (rows == null) {
            Sql.update(connection, createTable());
            addRows(connection);
            rows = read(connection);
            known = rows;
        }
        return rows;
    }

    /** Tables of RAGFlow's own guide, and of earlier versions of this program, lack the column. */
    private void addRows(Connection connection) throws SQLException {
        Set<String> columns = HistoryReader.columns(connection);
        if (columns.contains("migration_name") && !columns.contains(HistoryReader.ROWS)) {
            Sql.update(connection, "ALTER TABLE migration_history ADD COLUMN " + HistoryReader.ROWS + " BIGINT");
        }
    }

    private static Map<String, MigrationStatus> read(Connection connection) throws SQLException {
        Map<String, MigrationStatus> rows = new HashMap<>();
        Sql.of(connection, "SELECT migration_name, status FROM migration_history")
                .each(row -> rows.put(row.getString(1), statusOf(row.getString(2))));
        return rows;
    }

    static MigrationStatus statusOf(@Nullable String id) {
        for (MigrationStatus status : MigrationStatus.values()) {
            if (status.id().equals(id)) {
                return status;
            }
        }
        return MigrationStatus.SUCCESS;
    }

    private String createTable() {
        String id = database.dialect() == Dialect.POSTGRES ? "SERIAL PRIMARY KEY" : "INT AUTO_INCREMENT PRIMARY KEY";
        return """
                CREATE TABLE IF NOT EXISTS migration_history (
                    id %s,
                    migration_name VARCHAR(255) NOT NULL UNIQUE,
                    applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                    status VARCHAR(16) DEFAULT 'success',
                    error_message TEXT,
                    duration_ms INTEGER,
                    db_type VARCHAR(16),
                    rows_written BIGINT
                )""".formatted(id);
    }

    private static String insert() {
        return """
                INSERT INTO migration_history (status, error_message, duration_ms, db_type, rows_written, migration_name)
                VALUES (?, ?, ?, ?, ?, ?)
                """;
    }

    private static String update() {
        return """
                UPDATE migration_history
                SET status = ?, error_message = ?, duration_ms = ?, db_type = ?, rows_written = ?, applied_at = CURRENT_TIMESTAMP
                WHERE migration_name = ?
                """;
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
