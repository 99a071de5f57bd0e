package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells errors that go away by trying again from those that do not, by SQLState and vendor code. */
public final class TransientErrors {

    private static final String DEADLOCK = "deadlock";
    private static final String LOCK_WAIT = "waited too long for a lock";
    private static final String SERIALIZATION = "another transaction changed the same rows";
    private static final String CONNECTION = "the connection was lost";
    private static final String RESTART = "the server is stopping or starting";
    private static final String READ_ONLY = "the server is read-only, as it is while another one takes over";
    private static final String CONNECTIONS = "the server has too many connections";

    /** MySQL and MariaDB, including Galera and group replication. */
    private static final Map<Integer, String> CODES = codes();

    /** PostgreSQL, and the standard's. */
    private static final Map<String, String> STATES = Map.of(
            "40P01", DEADLOCK,
            "40001", SERIALIZATION,
            "55P03", LOCK_WAIT,
            "57P01", RESTART,
            "57P02", RESTART,
            "57P03", RESTART,
            "57P05", CONNECTION,
            "25006", READ_ONLY,
            "53300", CONNECTIONS);

    private TransientErrors() {}

    private static Map<Integer, String> codes() {
        Map<Integer, String> codes = new HashMap<>();
        codes.put(1213, DEADLOCK);
        codes.put(1205, LOCK_WAIT);
        codes.put(3572, LOCK_WAIT);
        // ER_CHECKREAD and group replication's refusal to commit
        codes.put(1020, SERIALIZATION);
        codes.put(3101, SERIALIZATION);
        codes.put(1053, RESTART);
        codes.put(1077, RESTART);
        codes.put(1079, RESTART);
        // Galera node that is not ready
        codes.put(1047, RESTART);
        codes.put(1158, CONNECTION);
        codes.put(1159, CONNECTION);
        codes.put(1160, CONNECTION);
        codes.put(1161, CONNECTION);
        codes.put(1927, CONNECTION);
        codes.put(4031, CONNECTION);
        codes.put(3169, CONNECTION);
        codes.put(1290, READ_ONLY);
        codes.put(1792, READ_ONLY);
        codes.put(1836, READ_ONLY);
        codes.put(1040, CONNECTIONS);
        codes.put(1203, CONNECTIONS);
        return Map.copyOf(codes);
    }

    /** Whether the same work may succeed in a new transaction on a new connection. */
    public static boolean isTransient(SQLException error) {
        return reason(error).isPresent();
    }

    /** Why the same work may succeed in a new transaction on a new connection, in words; empty when it will not. */
    public static Optional<String> reason(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                Optional<String> reason = ownReason(sql);
                if (reason.isPresent()) {
                    return reason;
                }
            }
        }
        SQLException next = error.getNextException();
        return next != null && next != error ? reason(next) : Optional.empty();
    }

    private static Optional<String> ownReason(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        String byCode = CODES.get(error.getErrorCode());
        String byState = STATES.get(state);
        if (byCode != null) {
            return Optional.of(byCode);
        }
        if (byState != null) {
            return Optional.of(byState);
        }
        if (error instanceof SQLRecoverableException || state.startsWith("08")) {
            return Optional.of(CONNECTION);
        }
        return error instanceof SQLTransientException ? Optional.of("it may pass") : Optional.empty();
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
