package dev.ragflow.migrator.database;

import java.sql.SQLException;

/**
 * The run cannot go on. The message is for the operator: what failed, on which table and row key, what the state is now and
 * what to do next; it never holds a credential, and neither does the cause.
 */
public final class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MigrationException(String message) {
        super(message);
    }

    /** Appends what the server said, freed of data values, to {@code message}. */
    public MigrationException(String message, SQLException cause) {
        super(message + ": " + SqlErrors.describe(cause), SqlErrors.withoutValues(cause));
    }
}
