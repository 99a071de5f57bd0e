package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.SqlErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds the sentence for the operator inside the exceptions Liquibase wraps around it. */
final class Failures {

    private Failures() {}

    /** The innermost message that is ours; else the innermost one at all, freed of data values. */
    static String message(Throwable failure) {
        MigrationException ours = find(failure, MigrationException.class);
        if (ours != null) {
            return String.valueOf(ours.getMessage());
        }
        SQLException sql = find(failure, SQLException.class);
        if (sql != null) {
            return SqlErrors.describe(sql);
        }
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getClass().getSimpleName() + ": " + innermost.getMessage();
    }

    static ErrorCategory category(Throwable failure) {
        MigrationException ours = find(failure, MigrationException.class);
        if (ours != null) {
            return ours.category();
        }
        SQLException sql = find(failure, SQLException.class);
        return sql == null ? ErrorCategory.UNEXPECTED : ErrorCategory.of(sql);
    }

    static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
