package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** Tells errors that go away by trying again from those that do not, by SQLState and vendor code. */
public final class TransientErrors {

    /** MySQL: deadlock, lock wait time-out, server shutting down, Galera node not ready. */
    private static final Set<Integer> MYSQL_CODES = Set.of(1213, 1205, 1053, 1047);

    /** Serialization failure, deadlock, and PostgreSQL shutting down or starting. */
    private static final Set<String> STATES = Set.of("40001", "40P01", "57P01", "57P02", "57P03");

    private TransientErrors() {}

    /** Whether the same work may succeed in a new transaction on a new connection. */
    public static boolean isTransient(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isTransientItself(sql)) {
                return true;
            }
        }
        SQLException next = error.getNextException();
        return next != null && next != error && isTransient(next);
    }

    private static boolean isTransientItself(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        return error instanceof SQLTransientException
                || error instanceof SQLRecoverableException
                || state.startsWith("08")
                || STATES.contains(state)
                || MYSQL_CODES.contains(error.getErrorCode());
    }

    /** Whether somebody else inserted the same key first; reading again shows their row. */
    public static boolean isDuplicate(SQLException error) {
        for (SQLException e = error; e != null; e = e.getNextException()) {
            if (e.getErrorCode() == 1062 || "23505".equals(e.getSQLState())) {
                return true;
            }
            if (e.getCause() instanceof SQLException cause && cause != e && isDuplicate(cause)) {
                return true;
            }
        }
        return false;
    }
}
