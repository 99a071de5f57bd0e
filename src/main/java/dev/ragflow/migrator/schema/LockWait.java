package dev.ragflow.migrator.schema;

import java.time.Duration;

/**
 * How patiently a statement waits for a table lock. A waiting {@code ALTER} holds up every later query on its table, so it
 * gives up soon and tries again after a pause in which the application gets through.
 *
 * @param longest the longest wait of one try; whole seconds on MySQL, at least one
 * @param tries how often to try, at least once
 * @param pause the pause after the first try, doubled after each further one up to eight times itself
 */
public record LockWait(Duration longest, int tries, Duration pause) {

    /** Three seconds, ten times, a minute of pauses in all: no query of the application waits five seconds. */
    public static final LockWait DEFAULT = new LockWait(Duration.ofSeconds(3), 10, Duration.ofSeconds(1));

    public LockWait {
        if (longest.isNegative() || longest.isZero() || tries < 1) {
            throw new IllegalArgumentException("A lock wait needs a positive time and at least one try");
        }
    }

    Duration pauseAfter(int tried) {
        return pause.multipliedBy(1L << Math.min(3, Math.max(0, tried - 1)));
    }
}
