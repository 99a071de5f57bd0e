package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.database.VendorError;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Does work again that failed for a reason that may go away: a deadlock, a lock wait, a lost connection, a restart of the server.
 * The work must be safe to be done twice, since a lost connection does not show whether it was done.
 *
 * @param limit how long to keep trying
 * @param shortest pause between two attempts
 * @param interruption ends a pause
 * @param progress hears of every further attempt
 */
public record Retries(RetryLimit limit, Duration shortest, Interruption interruption, StageProgress progress) {

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    /**
     * What is tried again, from the beginning.
     *
     * @param <T> what it gives
     * @param <E> what it may throw that is not tried again
     */
    @FunctionalInterface
    public interface Attempt<T, E extends Exception> {
        T run() throws SQLException, E;
    }

    /** As the settings of the run say. */
    public static Retries of(Pacing pacing) {
        return new Retries(pacing.retries(), Duration.ZERO, pacing.interruption(), pacing.progress());
    }

    /** For small statements besides the work, which nobody counts. */
    public static Retries within(Duration time) {
        return new Retries(RetryLimit.within(time), Duration.ZERO, new Interruption(), StageProgress.NONE);
    }

    /** The same with pauses of some length at least, where an attempt is a burden to others. */
    public Retries pausing(Duration atLeast) {
        return new Retries(limit, atLeast, interruption, progress);
    }

    /**
     * Runs the work until it succeeds.
     *
     * @param what the work, for the log
     * @throws SQLException the last failure, when it is final or the limit is reached
     * @throws InterruptedRunException when the run is to end
     */
    public <T, E extends Exception> T run(String what, Attempt<T, E> attempt) throws SQLException, E {
        return run(what, "", attempt);
    }

    /** The same for work on a table, which the log then names in a field of its own. */
    public <T, E extends Exception> T run(String what, String table, Attempt<T, E> attempt) throws SQLException, E {
        Backoff backoff = new Backoff(limit, shortest);
        while (true) {
            try {
                return attempt.run();
            } catch (SQLException e) {
                Optional<Duration> pause = backoff.pauseAfter(e);
                if (pause.isEmpty()) {
                    if (backoff.failures() > 1) {
                        event(table, e).log("Gave up on {} after {} attempts", what, backoff.failures());
                    }
                    throw e;
                }
                VendorError reason = VendorError.passing(e).orElseThrow();
                progress.retried(reason);
                event(table, e)
                        .addKeyValue("attempt", backoff.failures() + 1)
                        .log(
                                "Retrying {} in {} ms, attempt {}: {}: {}",
                                what,
                                pause.get().toMillis(),
                                backoff.failures() + 1,
                                reason,
                                SqlErrors.describe(e));
                interruption.sleep(pause.get());
            }
        }
    }

    private static LoggingEventBuilder event(String table, SQLException e) {
        LoggingEventBuilder event =
                LOG.atWarn().addKeyValue("category", ErrorCategory.of(e).id());
        return table.isEmpty() ? event : event.addKeyValue("table", table);
    }
}
