package dev.ragflow.migrator.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A part of a run that is not a changeset.
 *
 * @param name what was done, for people
 * @param startedAt when it began
 * @param duration wall-clock time
 */
public record Phase(String name, Instant startedAt, Duration duration) {

    /** The checks at the end of a run. */
    public static final String VERIFICATION = "verification";

    /** One that has just ended. */
    public static Phase endingNow(String name, Duration duration) {
        return new Phase(name, Instant.now().minus(duration), duration);
    }
}
