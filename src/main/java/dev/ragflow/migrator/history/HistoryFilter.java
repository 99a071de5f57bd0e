package dev.ragflow.migrator.history;

import java.time.Duration;
import java.util.Optional;

/**
 * Which rows of the history are wanted.
 *
 * @param open only failed and interrupted changesets
 * @param slowerThan only those that took longer
 * @param within only those that ended no longer ago, by the server's clock
 */
public record HistoryFilter(boolean open, Optional<Duration> slowerThan, Optional<Duration> within) {

    /** All rows. */
    public static final HistoryFilter ALL = new HistoryFilter(false, Optional.empty(), Optional.empty());
}
