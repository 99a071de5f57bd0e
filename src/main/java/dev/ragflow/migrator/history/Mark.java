package dev.ragflow.migrator.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator said about a changeset after a fix by hand: runs leave it as it is.
 *
 * @param changeset its name, for example {@code v0.26.4/table-file-commit}
 * @param status success where it was done by hand, skipped where it is not to be done
 * @param reason the operator's words
 * @param by account of the machine and of the database
 * @param at when; null if the row does not say
 */
public record Mark(
        String changeset,
        MigrationStatus status,
        String reason,
        String by,
        @Nullable Instant at) {

    /** {@code marked as skipped by alice@bastion as ragflow: made by hand}. */
    public String describe() {
        return "marked as " + status.id() + " by " + by + ": " + reason;
    }
}
