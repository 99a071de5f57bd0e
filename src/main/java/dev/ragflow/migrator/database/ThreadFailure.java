package dev.ragflow.migrator.database;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

/** What went wrong on another thread, as if it had on this one. */
public final class ThreadFailure {

    private ThreadFailure() {}

    /**
     * The failure as it was thrown there: unchecked ones are thrown again, one of the database is returned for the caller to throw.
     *
     * @param failure what waiting for the other thread ended with
     */
    public static SQLException asThrown(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof SQLException sql) {
            return sql;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new SQLException("work on another thread failed", cause);
    }
}
