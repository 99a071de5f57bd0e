package dev.ragflow.migrator.history;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a changeset ended last.
 *
 * @param name for example {@code v0.26.4/tenant-model}; of RAGFlow's own scripts, whatever they wrote
 * @param endedAt when; null if the row does not say
 * @param status the text in the table; one of {@link MigrationStatus} where this program wrote it
 * @param duration wall-clock time; null if the row does not say
 * @param rows rows written; null if the row does not say
 * @param message what went wrong, or why it was marked; null if there is nothing to say
 */
public record HistoryEntry(
        String name,
        @Nullable Instant endedAt,
        String status,
        @Nullable Duration duration,
        @Nullable Long rows,
        @Nullable String message) {

    /** Whether it is still to be done: it failed, or was interrupted. */
    public boolean isOpen() {
        return status.equals(MigrationStatus.FAILED.id()) || status.equals(MigrationStatus.INTERRUPTED.id());
    }
}
