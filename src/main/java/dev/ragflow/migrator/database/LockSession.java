package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that holds a lock, and what it is doing.
 *
 * @param name the lock
 * @param holder the connection
 * @param statement the statement it runs, its values masked; or why that is not known
 */
public record LockSession(LockName name, LockHolder holder, String statement) {

    private static final int LONGEST = 300;

    /** How a session was ended, or why not. */
    public enum End {
        ENDED,
        /** It was gone already. */
        GONE,
        /** This account may not end it. */
        NOT_ALLOWED
    }

    /** Who holds the lock; empty if nobody does. */
    public static Optional<LockSession> of(Connection connection, Database database, LockName name)
            throws SQLException {
        LockHolder holder = LockHolder.of(connection, database, name).orElse(null);
        return holder == null
                ? Optional.empty()
                : Optional.of(new LockSession(
                        name, holder, statement(connection, database.dialect(), holder.connectionId())));
    }

    private static String statement(Connection connection, Dialect dialect, long id) throws SQLException {
        String sql = dialect.isPostgres()
                ? "SELECT CASE WHEN state LIKE 'idle%' THEN '' ELSE query END FROM pg_stat_activity WHERE pid = ?"
                : "SELECT COALESCE(info, '') FROM information_schema.processlist WHERE id = ?";
        return Sql.of(connection, sql, id)
                .first(row -> describe(row.getString(1)))
                .orElse("not shown to this account");
    }

    private static String describe(@Nullable String sql) {
        if (sql == null || sql.isBlank()) {
            return "none (idle)";
        }
        // literals may be keys and passwords; a statement that is cut may end inside one
        String masked = sql.replaceAll("(?s)'(?:[^'\\\\]|''|\\\\.)*(?:'|$)", "'…'")
                .replaceAll("(?s)\"(?:[^\"\\\\]|\"\"|\\\\.)*(?:\"|$)", "\"…\"")
                .replaceAll("\\s+", " ")
                .strip();
        return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "…" : masked;
    }

    /**
     * Ends the connection, and the lock with it.
     *
     * @throws SQLException for any other failure than a missing privilege
     */
    public End end(Connection connection, Dialect dialect) throws SQLException {
        try {
            if (!dialect.isPostgres()) {
                Sql.update(connection, "KILL " + holder.connectionId());
                return End.ENDED;
            }
            return Sql.of(connection, "SELECT pg_terminate_backend(?)", Math.toIntExact(holder.connectionId()))
                    .first(row -> row.getBoolean(1) ? End.ENDED : End.GONE)
                    .orElse(End.GONE);
        } catch (SQLException e) {
            return end(e);
        }
    }

    private static End end(SQLException error) throws SQLException {
        return switch (VendorError.of(error)) {
            case ACCESS_DENIED, SESSION_OF_OTHERS -> End.NOT_ALLOWED;
            case NO_SUCH_SESSION -> End.GONE;
            default -> throw error;
        };
    }

    /** What an account needs to end other accounts' connections. */
    public static String privilege(Dialect dialect) {
        return switch (dialect) {
            case MYSQL -> "CONNECTION_ADMIN (or SUPER)";
            case MARIADB -> "CONNECTION ADMIN (or SUPER)";
            case POSTGRES -> "membership in pg_signal_backend, or in the role that owns the connection";
        };
    }
}
