package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.VendorError;
import java.sql.SQLException;

/** Turns a server's refusal of a schema step into a message that says what to do next. */
final class DdlFailure {

    private DdlFailure() {}

    /** Whether another try can succeed: a lock was not obtained, or a deadlock was broken. */
    static boolean isLockedOut(SQLException e) {
        return VendorError.LOCK_WAIT.matches(e) || VendorError.DEADLOCK.matches(e);
    }

    static MigrationException of(PlannedStatement step, Dialect dialect, SQLException e) {
        return new MigrationException(
                step + " failed. " + advice(step, dialect, e)
                        + " The server undid the statement; what was done before is kept, and the next run continues"
                        + " from there",
                e);
    }

    private static String advice(PlannedStatement step, Dialect dialect, SQLException e) {
        if (isLockedOut(e)) {
            return "Table " + step.table()
                    + " was in use by other sessions the whole time: end the long query or transaction on it, or run"
                    + " again at a quieter time.";
        }
        if (VendorError.passing(e).filter(VendorError.READ_ONLY::equals).isPresent()) {
            return "The server is read-only, like a replica: connect to the primary, then run again.";
        }
        return dialect.isPostgres() ? postgresAdvice(step, e) : mySqlAdvice(step, e);
    }

    private static String mySqlAdvice(PlannedStatement step, SQLException e) {
        return switch (VendorError.of(e)) {
            case ACCESS_DENIED, PRIVILEGE_MISSING ->
                "The account lacks a privilege; have an administrator run GRANT SELECT, INSERT, UPDATE, DELETE, CREATE,"
                        + " ALTER, DROP, INDEX, REFERENCES on the database to it.";
            case ONLINE_LOG_FULL ->
                "The application wrote more to table " + step.table() + " during the change than the server buffers:"
                        + " raise innodb_online_alter_log_max_size, or run again at a quieter time.";
            case DISK_FULL ->
                "The server's disk has no room for the change: free space (a rebuild needs about the size of table "
                        + step.table() + "), then run again.";
            case DUPLICATE ->
                "Rows of table " + step.table() + " share values that the new key requires to be unique: make them"
                        + " differ, then run again.";
            case TOO_WIDE ->
                "Table " + step.table() + " cannot hold the new width in its row format or" + " character set.";
            case UNFIT_VALUE -> "A value does not fit the new type.";
            default -> "";
        };
    }

    private static String postgresAdvice(PlannedStatement step, SQLException e) {
        return switch (VendorError.of(e)) {
            case ACCESS_DENIED ->
                "The account must own table " + step.table() + " and be allowed to create in its schema; have an"
                        + " administrator run GRANT <owner of the table> TO the account, or ALTER TABLE … OWNER TO the"
                        + " account, and GRANT USAGE, CREATE ON SCHEMA to it.";
            case DISK_FULL ->
                "The server's disk is full: free space (a rewrite needs about the size of table " + step.table()
                        + "), then run again.";
            case DUPLICATE ->
                "Rows of table " + step.table() + " share values that the new index requires to be unique: make them"
                        + " differ, then run again.";
            case NOT_SUPPORTED, DEPENDENT_OBJECT ->
                "Something else in the database depends on it (a view, a rule or a foreign key): drop that, run again,"
                        + " and recreate it.";
            case TOO_WIDE -> "A value is too long for an index.";
            default -> "";
        };
    }
}
