package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Who holds a lock.
 *
 * @param connectionId the server's number of the connection
 * @param user its account, or {@code unknown} where this account may not see it
 * @param host where it comes from, or {@code unknown}
 * @param since when the connection was opened; if MySQL and MariaDB do not know that of connections other than this program's,
 *     when
 *     its last statement began; or {@code unknown}
 */
public record LockHolder(long connectionId, String user, String host, String since) {

    private static final String UNKNOWN = "unknown";

    /** {@code connection 42 (user rag, host 10.1.2.3:5000, since 2026-01-01 00:00:00)}. */
    public String describe() {
        return "connection " + connectionId + " (user " + user + ", host " + host + ", since " + since + ")";
    }

    /** Who holds the lock now; empty if nobody does. */
    public static Optional<LockHolder> of(Connection connection, Database database, LockName name) throws SQLException {
        return database.dialect().isPostgres()
                ? findInPostgres(connection, name)
                : findInMySql(connection, name.mySqlName(database.settings().database()));
    }

    private static Optional<LockHolder> findInPostgres(Connection connection, LockName name) throws SQLException {
        String sql = """
                SELECT a.pid, a.usename, coalesce(a.client_addr::text, 'local'), a.backend_start::timestamp(0)::text
                FROM pg_locks l
                JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND l.classid = (?::bigint >> 32)::oid AND l.objid = (?::bigint & 4294967295)::oid
                """;
        return Sql.of(connection, sql, name.postgresKey(), name.postgresKey()).first(LockHolder::read);
    }

    private static Optional<LockHolder> findInMySql(Connection connection, String lock) throws SQLException {
        long id = Sql.of(connection, "SELECT IS_USED_LOCK(?)", lock).number();
        if (id == 0) {
            return Optional.empty();
        }
        String sql = """
                SELECT id, user, host, NOW() - INTERVAL time SECOND
                FROM information_schema.processlist
                WHERE id = ?
                """;
        LockHolder holder = Sql.of(connection, sql, id)
                .first(LockHolder::read)
                .orElse(new LockHolder(id, UNKNOWN, UNKNOWN, UNKNOWN));
        return connectedAt(connection, id)
                .map(since -> new LockHolder(id, holder.user(), holder.host(), since))
                .or(() -> Optional.of(holder));
    }

    /** What one of our own connections reported when it was opened; the keep-alive resets the time of its last statement. */
    private static Optional<String> connectedAt(Connection connection, long id) {
        String sql = """
                SELECT FROM_UNIXTIME(CAST(attr_value AS UNSIGNED))
                FROM performance_schema.session_account_connect_attrs
                WHERE processlist_id = ? AND attr_name = ?
                """;
        try {
            return Sql.of(connection, sql, id, DriverDataSource.CONNECTED_AT).first(row -> row.getString(1));
        } catch (SQLException e) {
            // not every server has this table, and none must
            return Optional.empty();
        }
    }

    private static LockHolder read(ResultSet row) throws SQLException {
        return new LockHolder(row.getLong(1), text(row, 2), text(row, 3), text(row, 4));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String value = row.getString(column);
        return value == null ? UNKNOWN : value;
    }
}
