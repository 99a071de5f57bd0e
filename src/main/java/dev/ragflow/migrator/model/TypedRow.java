package dev.ragflow.migrator.model;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tenant_model} as v0.26 has it: one type of one model. Its times are carried over unchanged, since they tell
 * whether a user ever changed it.
 *
 * @param type the word in {@code model_type}
 * @param named whether something outside names the model by this id
 */
record TypedRow(
        String id,
        String providerId,
        String instanceId,
        String name,
        String type,
        String status,
        String extra,
        RowTimes times,
        boolean named) {

    /** The four times of a row: epoch milliseconds, and the same instants as the application wrote them. */
    record RowTimes(
            @Nullable Long created,
            @Nullable LocalDateTime createDate,
            @Nullable Long updated,
            @Nullable LocalDateTime updateDate) {}

    /** The same row, named from outside. */
    TypedRow withName() {
        return new TypedRow(id, providerId, instanceId, name, type, status, extra, times, true);
    }

    boolean isActive() {
        return status.equals("active");
    }

    boolean isInactive() {
        return status.equals("inactive");
    }
}
