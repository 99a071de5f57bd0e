package dev.ragflow.migrator.batch;

import java.time.Duration;

/**
 * How long to keep retrying a chunk that fails for reasons that may go away.
 *
 * @param attempts in all, at least 1
 * @param time from the first failure on
 */
public record RetryLimit(int attempts, Duration time) {

    /** Long enough for a server to restart, or for another one to take its place. */
    public static final RetryLimit DEFAULT = within(Duration.ofMinutes(2));

    /** As often as fits into some time. */
    public static RetryLimit within(Duration time) {
        return new RetryLimit(100, time);
    }

    public RetryLimit {
        if (attempts < 1 || time.isNegative()) {
            throw new IllegalArgumentException(attempts + " attempts in " + time);
        }
    }
}
