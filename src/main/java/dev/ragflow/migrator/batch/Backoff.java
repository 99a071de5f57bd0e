package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.VendorError;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Decides whether a failed chunk is tried again, and after which pause: longer each time, and never the same for two runs. */
final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 10_000;

    /** Reading again shows the row that was inserted first; if it does not, waiting longer will not help. */
    private static final int DUPLICATE_ATTEMPTS = 8;

    private final RetryLimit limit;
    private final long firstMillis;
    private int failures;
    private long firstFailure;

    /** @param shortest pause */
    Backoff(RetryLimit limit, Duration shortest) {
        this.limit = limit;
        // a pause is between half of it and all
        this.firstMillis = Math.max(FIRST_MILLIS, 2 * shortest.toMillis());
    }

    /** How many attempts have failed. */
    int failures() {
        return failures;
    }

    /** The pause before the next attempt; empty when this failure is final. */
    Optional<Duration> pauseAfter(SQLException failure) {
        long now = System.nanoTime();
        if (failures++ == 0) {
            firstFailure = now;
        }
        VendorError reason = VendorError.passing(failure).orElse(null);
        int attempts = reason == VendorError.DUPLICATE ? DUPLICATE_ATTEMPTS : limit.attempts();
        if (reason == null || failures >= Math.min(attempts, limit.attempts())) {
            return Optional.empty();
        }
        long longest = Math.min(LONGEST_MILLIS, firstMillis << Math.min(failures - 1, 20));
        Duration pause =
                Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
        boolean late = now - firstFailure + pause.toNanos() > limit.time().toNanos();
        return late ? Optional.empty() : Optional.of(pause);
    }
}
