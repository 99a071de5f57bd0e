package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells errors that go away by trying again from those that do not, by SQLState and vendor code. */
public final class TransientErrors {

    /** Why the same work may succeed when it is done again. */
    public enum Reason {
        DEADLOCK("deadlock"),
        LOCK_WAIT("waited too long for a lock"),
        SERIALIZATION("another transaction changed the same rows"),
        CONNECTION("the connection was lost"),
        RESTART("the server is stopping or starting"),
        READ_ONLY("the server is read-only, as during a failover"),
        CONNECTIONS("the server has too many connections"),
        DUPLICATE("another session inserted the same key first"),
        OTHER("it may be temporary");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** For a label of a metric: {@code lock_wait}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** In words. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** MySQL and MariaDB, including Galera and group replication. */
    private static final Map<Integer, Reason> CODES = codes();

    /** PostgreSQL, and the standard's. */
    private static final Map<String, Reason> STATES = Map.of(
            "40P01", Reason.DEADLOCK,
            "40001", Reason.SERIALIZATION,
            "55P03", Reason.LOCK_WAIT,
            "57P01", Reason.RESTART,
            "57P02", Reason.RESTART,
            "57P03", Reason.RESTART,
            "57P05", Reason.CONNECTION,
            "25006", Reason.READ_ONLY,
            "53300", Reason.CONNECTIONS);

    private TransientErrors() {}

    private static Map<Integer, Reason> codes() {
        Map<Integer, Reason> codes = new HashMap<>();
        codes.put(1213, Reason.DEADLOCK);
        codes.put(1205, Reason.LOCK_WAIT);
        codes.put(3572, Reason.LOCK_WAIT);
        // ER_CHECKREAD and group replication's refusal to commit
        codes.put(1020, Reason.SERIALIZATION);
        codes.put(3101, Reason.SERIALIZATION);
        codes.put(1053, Reason.RESTART);
        codes.put(1077, Reason.RESTART);
        codes.put(1079, Reason.RESTART);
        // Galera node that is not ready
        codes.put(1047, Reason.RESTART);
        codes.put(1158, Reason.CONNECTION);
        codes.put(1159, Reason.CONNECTION);
        codes.put(1160, Reason.CONNECTION);
        codes.put(1161, Reason.CONNECTION);
        codes.put(1927, Reason.CONNECTION);
        codes.put(4031, Reason.CONNECTION);
        codes.put(3169, Reason.CONNECTION);
        codes.put(1290, Reason.READ_ONLY);
        codes.put(1792, Reason.READ_ONLY);
        codes.put(1836, Reason.READ_ONLY);
        codes.put(1040, Reason.CONNECTIONS);
        codes.put(1203, Reason.CONNECTIONS);
        return Map.copyOf(codes);
    }

    /** Whether the same work may succeed in a new transaction on a new connection. */
    public static boolean isTransient(SQLException error) {
        return reason(error).isPresent();
    }

    /** Why the same work may succeed in a new transaction on a new connection, empty when it will not. */
    public static Optional<Reason> reason(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                Optional<Reason> reason = ownReason(sql);
                if (reason.isPresent()) {
                    return reason;
                }
            }
        }
        SQLException next = error.getNextException();
        return next != null && next != error ? reason(next) : Optional.empty();
    }

    private static Optional<Reason> ownReason(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        Reason byCode = CODES.get(error.getErrorCode());
        Reason byState = STATES.get(state);
        if (byCode != null) {
            return Optional.of(byCode);
        }
        if (byState != null) {
            return Optional.of(byState);
        }
        // the pool closes the statements of a connection that was lost, and the next call on one of them says this
        boolean isClosed =
                "S1009".equals(state) && String.valueOf(error.getMessage()).endsWith("statement closed.");
        if (error instanceof SQLRecoverableException || state.startsWith("08") || isClosed) {
            return Optional.of(Reason.CONNECTION);
        }
        return error instanceof SQLTransientException ? Optional.of(Reason.OTHER) : Optional.empty();
    }

    /** Whether another session inserted the same key first; reading again shows their row. */
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
