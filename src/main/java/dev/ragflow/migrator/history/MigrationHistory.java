package dev.ragflow.migrator.history;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, status.id());
            statement.setString(2, message == null ? null : shortened(message, MESSAGE_LENGTH));
            statement.setInt(3, (int) Math.min(duration.toMillis(), Integer.MAX_VALUE));
            statement.setString(4, database.settings().type().id());
            statement.setLong(5, written);
            statement.setString(6, shortened(name, NAME_LENGTH));
            statement.executeUpdate();
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
            try (Statement statement = connection.createStatement()) {
                statement.execute(createTable());
            }
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
            try (Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE migration_history ADD COLUMN " + HistoryReader.ROWS + " BIGINT");
            }
        }
    }

    private static Map<String, MigrationStatus> read(Connection connection) throws SQLException {
        Map<String, MigrationStatus> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT migration_name, status FROM migration_history")) {
            while (result.next()) {
                rows.put(result.getString(1), statusOf(result.getString(2)));
            }
        }
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
