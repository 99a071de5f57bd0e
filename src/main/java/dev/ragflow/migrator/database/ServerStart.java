package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            return database.dialect().isPostgres() ? ofPostgres(statement) : ofMySql(statement);
        }
    }

    private static ServerStart ofPostgres(Statement statement) throws SQLException {
        String sql = "SELECT (EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000)::bigint";
        return new ServerStart(Instant.ofEpochMilli(number(statement, sql, 1)), Duration.ZERO);
    }

    /** Whole seconds of its clock, and of its uptime. */
    private static ServerStart ofMySql(Statement statement) throws SQLException {
        long now = number(statement, "SELECT UNIX_TIMESTAMP()", 1);
        long uptime = number(statement, "SHOW GLOBAL STATUS LIKE 'Uptime'", 2);
        return new ServerStart(Instant.ofEpochSecond(now - uptime), Duration.ofSeconds(1));
    }

    private static long number(Statement statement, String sql, int column) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new SQLException("The server does not report when it started: no row for " + sql);
            }
            return row.getLong(column);
        }
    }

    /** Whether it is the same start. */
    public boolean isSameAs(ServerStart other) {
        return Duration.between(time, other.time).abs().compareTo(inaccuracy) <= 0;
    }
}
