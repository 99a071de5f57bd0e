package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.LegacyModel;

/**
 * The models that the application has written after a pass.
 *
 * @param seen up to when it has seen all, epoch milliseconds
 * @param latest later times are wrong, and no pass takes them for new
 */
public record AddedAfter(long seen, long latest) {

    /** Whether the model was added or changed. */
    boolean has(LegacyModel model) {
        return isNew(model) || isAfter(model.updatedAt());
    }

    boolean isNew(LegacyModel model) {
        return isAfter(model.createdAt());
    }

    private boolean isAfter(long time) {
        return time > seen && time <= latest;
    }
}
