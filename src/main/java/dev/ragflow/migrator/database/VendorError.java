package dev.ragflow.migrator.database;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the servers' error codes mean: those of MySQL and MariaDB, Galera and group replication included, and the SQLStates of
 * PostgreSQL and the standard. Nobody else looks at them.
 */
public enum VendorError {
    DUPLICATE_COLUMN(ErrorCategory.DUPLICATE_COLUMN, null, codes(1060), "42701"),
    DUPLICATE_TABLE(ErrorCategory.DUPLICATE_TABLE, null, codes(1050), "42P07"),
    DUPLICATE_INDEX(ErrorCategory.DUPLICATE_INDEX, null, codes(1061, 1826), "42710"),
    /** Reading again shows the row of whoever was first. */
    DUPLICATE(ErrorCategory.DUPLICATE_VALUE, "another session inserted the same key first", codes(1062, 1586), "23505"),
    OTHER_DUPLICATE(ErrorCategory.DUPLICATE_VALUE, null, codes(1022, 1169)),
    /** A value that its column does not take; of the standard's states all of class 22. */
    UNFIT_VALUE(ErrorCategory.INCOMPATIBLE_TYPE, null, codes(1264, 1265, 1292, 1366, 1406)),
    /** More than a row or an index holds. */
    TOO_WIDE(ErrorCategory.INCOMPATIBLE_TYPE, null, codes(1071, 1118, 1709), "54000"),
    INCOMPATIBLE_TYPE(ErrorCategory.INCOMPATIBLE_TYPE, null, codes(1067, 1170, 1411, 3140, 3780), "42804", "42846"),
    MISSING_COLUMN(ErrorCategory.MISSING_COLUMN, null, codes(1054, 1072), "42703"),
    MISSING_TABLE(ErrorCategory.MISSING_TABLE, null, codes(1051, 1146), "42P01"),
    MISSING_INDEX(ErrorCategory.MISSING_INDEX, null, codes(1091, 1176), "42704"),
    DEPENDENT_OBJECT(
            ErrorCategory.DEPENDENT_OBJECT, null, codes(1217, 1451, 1828, 1829, 1832, 1833, 3108, 3959), "2BP01"),
    /** The index that a foreign key of the same table uses. */
    FOREIGN_KEY_INDEX(ErrorCategory.DEPENDENT_OBJECT, null, codes(1553)),
    /** Of MySQL a way of changing a table, of PostgreSQL the change of what something else depends on. */
    NOT_SUPPORTED(ErrorCategory.DEPENDENT_OBJECT, null, codes(1845, 1846), "0A000"),
    /**
     * A way of changing a table that the server does not know yet, that does not go with the lock, or that the table has been
     * changed in too often.
     */
    NO_SUCH_ALGORITHM(ErrorCategory.UNEXPECTED, null, codes(1800, 1221, 4092)),
    RENAME_UNDER_LOCK(ErrorCategory.UNEXPECTED, null, codes(1192)),
    LOCK_WAIT(ErrorCategory.LOCK_TIMEOUT, "waited too long for a lock", codes(1205, 3572), "55P03"),
    DEADLOCK(ErrorCategory.DEADLOCK, "deadlock", codes(1213, 1614), "40P01"),
    /** Group replication's refusal to commit, too. */
    SERIALIZATION(ErrorCategory.DEADLOCK, "another transaction changed the same rows", codes(1020, 3101), "40001"),
    TIMEOUT(ErrorCategory.TIMEOUT, null, codes(1317, 1969, 3024), "57014"),
    /** Of the standard's states all of class 08. */
    CONNECTION(
            ErrorCategory.CONNECTION_LOST,
            "the connection was lost",
            codes(1158, 1159, 1160, 1161, 1927, 2006, 2013, 3169, 4031),
            "57P05"),
    /** Of a Galera node, too, that is not ready. */
    RESTART(
            ErrorCategory.SERVER_RESTART,
            "the server is stopping or starting",
            codes(1047, 1053, 1077, 1079),
            "57P01",
            "57P02",
            "57P03"),
    CONNECTIONS(ErrorCategory.TOO_MANY_CONNECTIONS, "the server has too many connections", codes(1040, 1203), "53300"),
    /** So many connections or statements an hour. */
    ACCOUNT_LIMIT(ErrorCategory.TOO_MANY_CONNECTIONS, null, codes(1226)),
    READ_ONLY(
            ErrorCategory.READ_ONLY, "the server is read-only, as during a failover", codes(1290, 1792, 1836), "25006"),
    LOGIN_REFUSED(ErrorCategory.PERMISSION, null, codes(1045, 1698), "28000", "28P01"),
    /** To the database; of PostgreSQL to anything in it, too. */
    ACCESS_DENIED(ErrorCategory.PERMISSION, null, codes(1044), "42501"),
    PRIVILEGE_MISSING(ErrorCategory.PERMISSION, null, codes(1142, 1143, 1227, 1370)),
    NO_SUCH_DATABASE(ErrorCategory.UNEXPECTED, null, codes(1049), "3D000"),
    NO_SUCH_SESSION(ErrorCategory.UNEXPECTED, null, codes(1094)),
    SESSION_OF_OTHERS(ErrorCategory.UNEXPECTED, null, codes(1095)),
    DISK_FULL(ErrorCategory.DISK_FULL, null, codes(3, 1021, 1026, 1030, 1114), "53100"),
    TABLESPACE_FULL(ErrorCategory.DISK_FULL, null, codes(3675)),
    /** Others wrote more than the server keeps while it changes a table. */
    ONLINE_LOG_FULL(ErrorCategory.DISK_FULL, null, codes(1799)),
    /** Without a code: what the driver or the pool calls transient. */
    OTHER(ErrorCategory.UNEXPECTED, "it may be temporary", codes()),
    UNKNOWN(ErrorCategory.UNEXPECTED, null, codes());

    private static final Map<Object, VendorError> KNOWN = known();

    private final ErrorCategory category;
    private final @Nullable String again;
    private final List<Integer> codes;
    private final List<String> states;

    /** @param again why the same work may succeed when it is done again; null where it will not */
    VendorError(ErrorCategory category, @Nullable String again, List<Integer> codes, String... states) {
        this.category = category;
        this.again = again;
        this.codes = codes;
        this.states = List.of(states);
    }

    private static List<Integer> codes(Integer... codes) {
        return List.of(codes);
    }

    private static Map<Object, VendorError> known() {
        Map<Object, VendorError> known = new HashMap<>();
        for (VendorError error : values()) {
            error.codes.forEach(code -> known.put(code, error));
            error.states.forEach(state -> known.put(state, error));
        }
        return Map.copyOf(known);
    }

    /** What an error means by itself, whatever its causes; the code counts before the state, which may be a vague one. */
    public static VendorError of(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        VendorError byCode = KNOWN.get(error.getErrorCode());
        VendorError known = byCode != null ? byCode : KNOWN.get(state);
        if (known != null) {
            return known;
        }
        // the pool closes the statements of a connection that was lost, and the next call on one of them says this
        boolean isClosed =
                "S1009".equals(state) && String.valueOf(error.getMessage()).endsWith("statement closed.");
        if (error instanceof SQLRecoverableException || state.startsWith("08") || isClosed) {
            return CONNECTION;
        }
        if (error instanceof SQLTransientException) {
            return OTHER;
        }
        return state.startsWith("22") ? UNFIT_VALUE : UNKNOWN;
    }

    /** What an error means, then its causes and those chained to it. */
    static Stream<VendorError> in(SQLException error) {
        return StreamSupport.stream(error.spliterator(), false)
                .filter(SQLException.class::isInstance)
                .map(each -> of((SQLException) each));
    }

    /** Why the same work may succeed in a new transaction on a new connection; empty when it will not. */
    public static Optional<VendorError> passing(SQLException error) {
        return in(error).filter(VendorError::mayPass).findFirst();
    }

    /** Whether this is what an error means by itself. */
    public boolean matches(SQLException error) {
        return of(error) == this;
    }

    /** Whether the same work may succeed when it is done again. */
    public boolean mayPass() {
        return again != null;
    }

    public ErrorCategory category() {
        return category;
    }

    /** For a label of a metric: {@code lock_wait}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why it may pass, in words. */
    @Override
    public String toString() {
        return again == null ? id() : again;
    }
}
