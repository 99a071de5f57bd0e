package dev.ragflow.migrator.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a stage is. A stage may be passed several times, since the old application may have written after the last pass.
 *
 * @param stage the stage, with the table after a slash if it reads several
 * @param lastKey key of the last row of the current pass that is done, null before the first
 * @param finished whether the current pass is finished
 * @param firstStartedAt when the first pass ever began, epoch milliseconds
 * @param startedAt when the current pass began, epoch milliseconds
 * @param finishedAt when a pass last finished, epoch milliseconds; null if none has
 * @param highWater newest change that the last finished pass saw for certain, epoch milliseconds; null if none has finished, or what
 *     it saw is void
 * @param passHighWater newest change when the current pass began, epoch milliseconds
 */
public record Checkpoint(
        String stage,
        @Nullable String lastKey,
        boolean finished,
        long firstStartedAt,
        long startedAt,
        @Nullable Long finishedAt,
        @Nullable Long highWater,
        long passHighWater) {

    /**
     * The same once the table turned out to be another one than passes have seen: the next pass begins and sees every row. When passes
     * began and finished stays, since that shows which rows this program made.
     */
    Checkpoint rewound() {
        return new Checkpoint(stage, null, true, firstStartedAt, startedAt, finishedAt, null, passHighWater);
    }

    /** The same for a pass that begins with the first row. */
    public Checkpoint atStart() {
        return new Checkpoint(stage, null, finished, firstStartedAt, startedAt, finishedAt, highWater, passHighWater);
    }

    /** Up to which change the last pass, finished or not, takes rows for seen; null if none is. */
    public @Nullable Long reach() {
        return finished ? highWater : Long.valueOf(passHighWater);
    }

    /** How much later than its time a row may appear: pods' clocks differ, and statements wait before they commit. */
    private static final Duration LATE = Duration.ofMinutes(1);

    /**
     * The moment after which a later pass reads rows, epoch milliseconds; null if none has finished. Where somebody may
     * have been writing when a pass began, it is some time before the high water, since a row that came late would not
     * be seen by any pass otherwise.
     */
    public @Nullable Long readSince() {
        return highWater == null || highWater < firstStartedAt - LATE.toMillis()
                ? highWater
                : Long.valueOf(highWater - LATE.toMillis());
    }
}
