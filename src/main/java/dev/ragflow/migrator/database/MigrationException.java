package dev.ragflow.migrator.database;

import java.sql.SQLException;

/**
 * The run cannot continue. The message is for the operator: what failed, on which table and row key, what the state is now and
 * what to do next; it never holds a credential, and neither does the cause.
 */
public final class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCategory category;

    /** Something about the data or the shape of the database stands in the way. */
    public MigrationException(String message) {
        this(message, ErrorCategory.DATA);
    }

    public MigrationException(String message, ErrorCategory category) {
        super(message);
        this.category = category;
    }

    /** Appends what the server said, freed of data values, to {@code message}. */
    public MigrationException(String message, SQLException cause) {
        super(message + ": " + SqlErrors.describe(cause), SqlErrors.withoutValues(cause));
        this.category = ErrorCategory.of(cause);
    }

    /** What kind of thing went wrong. */
    public ErrorCategory category() {
        return category;
    }
}
