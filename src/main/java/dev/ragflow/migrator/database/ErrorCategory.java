package dev.ragflow.migrator.database;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What kind of thing went wrong, for logs, reports and whoever searches them. RAGFlow's migration guide names the first ones; those
 * of the server are recognized by vendor code (MySQL, MariaDB) or SQLState, in this place only.
 */
public enum ErrorCategory {
    DUPLICATE_COLUMN("Someone else added the column during the run: run again; it will be left as it is."),
    DUPLICATE_TABLE(
            "Something with that name already exists: unless it is the table itself, rename or drop it, then run"
                    + " again."),
    DUPLICATE_INDEX("Someone else created the index during the run: run again; it will be left as it is."),
    DUPLICATE_VALUE("Rows share values that a key requires to be unique: make them differ, then run again."),
    INCOMPATIBLE_TYPE("A value does not fit the type of its column: correct the value or the column, then run again."),
    MISSING_COLUMN("Someone else dropped or renamed the column during the run: run again; it will be added back."),
    MISSING_TABLE("Someone else dropped or renamed the table during the run: restore it, then run again."),
    MISSING_INDEX("Someone else dropped the index during the run: run again; no other action is needed."),
    DEPENDENT_OBJECT("A view, rule or foreign key depends on it: drop that, run again, and recreate it."),
    LOCK_TIMEOUT("End the long query or transaction that holds the lock, or run again at a quieter time."),
    DEADLOCK("Another session changed the same rows: run again, at a quieter time if it recurs."),
    TIMEOUT("A time limit of the server or the account ended the statement: raise it, then run again."),
    CONNECTION_LOST("Check the server and the network, then run again."),
    SERVER_RESTART("The server was stopping or starting: run again once it is up."),
    TOO_MANY_CONNECTIONS(
            "The server or the account has no connection left: free some or raise the limit, then run again."),
    READ_ONLY("The server is read-only, like a replica: connect to the primary, then run again."),
    PERMISSION("The account lacks a privilege: have an administrator grant what RAGFlow's own account has, then run"
            + " again."),
    DISK_FULL("The server's disk is full: free space, then run again."),
    UNREACHABLE("Check host, port and network, or allow more time with --wait-timeout."),
    LOGIN_REFUSED("Check account, password and database name."),
    CONFIGURATION("Correct the setting, then run again."),
    INCOMPLETE_DATABASE("Restore the backup completely, or name the right database with --database, then run again."),
    NEWER_DATABASE("Choose a newer target with --target-release, or start the release the database belongs to."),
    ROLLBACK_REFUSED("Undo the listed changes in the newer release, or restore the backup taken before the migration."),
    VERIFICATION("Fix the problems listed above, then run again."),
    DATA("Correct the rows named above, then run again."),
    INTERRUPTED("Run the same command again; it continues where it stopped."),
    UNEXPECTED("Run again with --log-level debug to see where it happens.");

    private static final Map<Integer, ErrorCategory> CODES = codes();
    private static final Map<String, ErrorCategory> STATES = states();

    private final String advice;

    ErrorCategory(String advice) {
        this.advice = advice;
    }

    /** For programs: {@code lock_timeout}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What to do about it where nothing more is known, a sentence. */
    public String advice() {
        return advice;
    }

    /** Whether the server has answered nothing, so that what was asked is still open. */
    boolean endsConnection() {
        return this == CONNECTION_LOST || this == SERVER_RESTART;
    }

    /** What the server says is wrong, in the error, its causes or those chained to it; {@link #UNEXPECTED} where none is known. */
    public static ErrorCategory of(SQLException error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                Optional<ErrorCategory> own = own(sql);
                if (own.isPresent()) {
                    return own.get();
                }
            }
        }
        SQLException next = error.getNextException();
        return next == null || next == error ? UNEXPECTED : of(next);
    }

    private static Optional<ErrorCategory> own(SQLException error) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        ErrorCategory byCode = CODES.get(error.getErrorCode());
        ErrorCategory known = byCode != null ? byCode : STATES.get(state);
        if (known != null) {
            return Optional.of(known);
        }
        if (error instanceof SQLRecoverableException || state.startsWith("08")) {
            return Optional.of(CONNECTION_LOST);
        }
        // the standard's class of values that do not fit
        return state.startsWith("22") ? Optional.of(INCOMPATIBLE_TYPE) : Optional.empty();
    }

    /** Of MySQL and MariaDB, Galera and group replication included. */
    private static Map<Integer, ErrorCategory> codes() {
        Map<ErrorCategory, List<Integer>> known = Map.ofEntries(
                Map.entry(DUPLICATE_COLUMN, List.of(1060)),
                Map.entry(DUPLICATE_TABLE, List.of(1050)),
                Map.entry(DUPLICATE_INDEX, List.of(1061, 1826)),
                Map.entry(DUPLICATE_VALUE, List.of(1022, 1062, 1169, 1586)),
                Map.entry(
                        INCOMPATIBLE_TYPE,
                        List.of(1067, 1071, 1118, 1170, 1264, 1265, 1292, 1366, 1406, 1411, 1709, 3140, 3780)),
                Map.entry(MISSING_COLUMN, List.of(1054, 1072)),
                Map.entry(MISSING_TABLE, List.of(1051, 1146)),
                Map.entry(MISSING_INDEX, List.of(1091, 1176)),
                Map.entry(DEPENDENT_OBJECT, List.of(1217, 1451, 1553, 1828, 1829, 1832, 1833, 3108, 3959)),
                Map.entry(LOCK_TIMEOUT, List.of(1205, 3572)),
                Map.entry(DEADLOCK, List.of(1020, 1213, 1614, 3101)),
                Map.entry(TIMEOUT, List.of(1317, 1969, 3024)),
                Map.entry(CONNECTION_LOST, List.of(1158, 1159, 1160, 1161, 1927, 2006, 2013, 3169, 4031)),
                Map.entry(SERVER_RESTART, List.of(1047, 1053, 1077, 1079)),
                Map.entry(TOO_MANY_CONNECTIONS, List.of(1040, 1203, 1226)),
                Map.entry(READ_ONLY, List.of(1290, 1792, 1836)),
                Map.entry(PERMISSION, List.of(1044, 1045, 1142, 1143, 1227, 1370, 1698)),
                Map.entry(DISK_FULL, List.of(3, 1021, 1026, 1030, 1114, 1799, 3675)));
        Map<Integer, ErrorCategory> byCode = new HashMap<>();
        known.forEach((category, codes) -> codes.forEach(code -> byCode.put(code, category)));
        return Map.copyOf(byCode);
    }

    /** Of PostgreSQL and the standard. */
    private static Map<String, ErrorCategory> states() {
        return Map.ofEntries(
                Map.entry("42701", DUPLICATE_COLUMN),
                Map.entry("42P07", DUPLICATE_TABLE),
                Map.entry("42710", DUPLICATE_INDEX),
                Map.entry("23505", DUPLICATE_VALUE),
                Map.entry("42804", INCOMPATIBLE_TYPE),
                Map.entry("42846", INCOMPATIBLE_TYPE),
                Map.entry("54000", INCOMPATIBLE_TYPE),
                Map.entry("42703", MISSING_COLUMN),
                Map.entry("42P01", MISSING_TABLE),
                Map.entry("42704", MISSING_INDEX),
                Map.entry("0A000", DEPENDENT_OBJECT),
                Map.entry("2BP01", DEPENDENT_OBJECT),
                Map.entry("55P03", LOCK_TIMEOUT),
                Map.entry("40P01", DEADLOCK),
                Map.entry("40001", DEADLOCK),
                Map.entry("57014", TIMEOUT),
                Map.entry("57P05", CONNECTION_LOST),
                Map.entry("57P01", SERVER_RESTART),
                Map.entry("57P02", SERVER_RESTART),
                Map.entry("57P03", SERVER_RESTART),
                Map.entry("53300", TOO_MANY_CONNECTIONS),
                Map.entry("25006", READ_ONLY),
                Map.entry("42501", PERMISSION),
                Map.entry("28000", PERMISSION),
                Map.entry("28P01", PERMISSION),
                Map.entry("53100", DISK_FULL));
    }
}
