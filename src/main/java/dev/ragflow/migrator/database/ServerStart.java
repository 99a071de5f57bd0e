package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * When the server started. Where it is another time than before, the server was restarted, or another one has taken its place: no
 * session and no lock of before is left, ours or anybody's.
 *
 * @param time by the server's own clock
 * @param inaccuracy of {@code time}
 */
public record ServerStart(Instant time, Duration inaccuracy) {

    /** @throws SQLException when the server cannot be asked */
    public static ServerStart of(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return database.dialect().isPostgres() ? ofPostgres(connection) : ofMySql(connection);
        }
    }

    private static ServerStart ofPostgres(Connection connection) throws SQLException {
        String sql = "SELECT (EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000)::bigint";
        return new ServerStart(Instant.ofEpochMilli(number(connection, sql, 1)), Duration.ZERO);
    }

    /** Whole seconds of its clock, and of its uptime. */
    private static ServerStart ofMySql(Connection connection) throws SQLException {
        long now = number(connection, "SELECT UNIX_TIMESTAMP()", 1);
        long uptime = number(connection, "SHOW GLOBAL STATUS LIKE 'Uptime'", 2);
        return new ServerStart(Instant.ofEpochSecond(now - uptime), Duration.ofSeconds(1));
    }

    private static long number(Connection connection, String sql, int column) throws SQLException {
        return Sql.of(connection, sql)
                .first(row -> row.getLong(column))
                .orElseThrow(() -> new SQLException("The server does not report when it started: no row for " + sql));
    }

    /** Whether it is the same start. */
    public boolean isSameAs(ServerStart other) {
        return Duration.between(time, other.time).abs().compareTo(inaccuracy) <= 0;
    }
}
