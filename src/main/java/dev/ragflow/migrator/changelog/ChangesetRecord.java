package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.history.MigrationStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one changeset ended in this run.
 *
 * @param name release and id, for example {@code v0.26.4/tenant-model}
 * @param purpose what it is for, for people; may be empty
 * @param status success, failed, or skipped where the database already had it
 * @param startedAt when it began
 * @param duration wall-clock time
 * @param outcome what its step did; null if it has none (a tag) or did not run
 */
public record ChangesetRecord(
        String name,
        String purpose,
        MigrationStatus status,
        Instant startedAt,
        Duration duration,
        @Nullable StepOutcome outcome) {

    /** Whether the database is not what it was; a changeset that only read rows changed nothing. */
    public boolean changedAnything() {
        return outcome != null && outcome.changedAnything();
    }

    /** What was done, in one phrase. */
    public String text() {
        return outcome == null ? "" : outcome.text();
    }
}
