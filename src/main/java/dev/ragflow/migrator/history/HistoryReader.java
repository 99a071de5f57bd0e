package dev.ragflow.migrator.history;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.SqlErrors;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code migration_history}, this program's or one that RAGFlow's own scripts made. */
public final class HistoryReader {

    /** Ours alone; tables that others made lack it. */
    static final String ROWS = "rows_written";

    private static final String TABLE = "migration_history";
    private static final Set<String> NEEDED =
            Set.of("migration_name", "applied_at", "status", "error_message", "duration_ms", "id");

    private HistoryReader() {}

    /** Newest first; empty if there is no such table, or one with other columns. */
    public static List<HistoryEntry> read(Connection connection, Dialect dialect, HistoryFilter filter)
            throws SQLException {
        Set<String> columns = columns(connection);
        if (!columns.containsAll(NEEDED)) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>();
        String sql = """
                SELECT migration_name, %s, status, duration_ms, %s, error_message
                FROM migration_history
                WHERE 1 = 1%s
                ORDER BY applied_at DESC, id DESC
                """.formatted(
                        epochMillis(dialect, "applied_at"),
                        columns.contains(ROWS) ? ROWS : "NULL",
                        conditions(filter, dialect, parameters));
        return Sql.of(connection, sql, parameters.toArray()).list(HistoryReader::entry);
    }

    /** The columns of the table; empty if it is not there. */
    static Set<String> columns(Connection connection) throws SQLException {
        Set<String> names = new TreeSet<>();
        DatabaseMetaData metaData = connection.getMetaData();
        try (ResultSet column = metaData.getColumns(connection.getCatalog(), connection.getSchema(), TABLE, "%")) {
            while (column.next()) {
                names.add(column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Whatever time zones session, server and this program are in. */
    static String epochMillis(Dialect dialect, String column) {
        return dialect.isPostgres()
                ? "CAST(EXTRACT(EPOCH FROM " + column + "::timestamptz) * 1000 AS BIGINT)"
                : "UNIX_TIMESTAMP(" + column + ") * 1000";
    }

    private static String conditions(HistoryFilter filter, Dialect dialect, List<Object> parameters) {
        StringBuilder conditions = new StringBuilder();
        if (filter.open()) {
            conditions.append(" AND status IN (?, ?)");
            parameters.add(MigrationStatus.FAILED.id());
            parameters.add(MigrationStatus.INTERRUPTED.id());
        }
        filter.slowerThan().ifPresent(least -> {
            conditions.append(" AND duration_ms > ?");
            parameters.add(least.toMillis());
        });
        filter.within().ifPresent(age -> {
            conditions.append(
                    dialect.isPostgres()
                            ? " AND applied_at >= LOCALTIMESTAMP - CAST(? AS BIGINT) * INTERVAL '1 second'"
                            : " AND applied_at >= CURRENT_TIMESTAMP - INTERVAL ? SECOND");
            parameters.add(age.toSeconds());
        });
        return conditions.toString();
    }

    private static HistoryEntry entry(ResultSet row) throws SQLException {
        Long endedAt = Sql.numberOrNull(row, 2);
        Long millis = Sql.numberOrNull(row, 4);
        String status = row.getString(3);
        String message = row.getString(6);
        return new HistoryEntry(
                row.getString(1),
                endedAt == null ? null : Instant.ofEpochMilli(endedAt),
                status == null ? "" : status,
                millis == null ? null : Duration.ofMillis(millis),
                Sql.numberOrNull(row, 5),
                // other scripts may have quoted what a server said
                message == null ? null : SqlErrors.withoutValues(message));
    }
}
