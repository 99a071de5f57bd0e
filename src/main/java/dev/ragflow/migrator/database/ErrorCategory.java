package dev.ragflow.migrator.database;

import java.sql.SQLException;
import java.util.Locale;

/**
 * What kind of thing went wrong, for logs, reports and whoever searches them. RAGFlow's migration guide names the first ones;
 * {@link VendorError} has those of the server.
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
        return VendorError.in(error)
                .map(VendorError::category)
                .filter(category -> category != UNEXPECTED)
                .findFirst()
                .orElse(UNEXPECTED);
    }
}
