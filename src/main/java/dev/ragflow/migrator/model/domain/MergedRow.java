package dev.ragflow.migrator.model.domain;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tenant_model} as v0.27 has it: one model with all its types.
 *
 * @param id the id of the v0.26 row it continues, null for a model that had none
 * @param bits the types' bits, never 0
 * @param times the times of the v0.26 row it continues, null for a model that had none
 */
public record MergedRow(
        @Nullable String id,
        String providerId,
        String instanceId,
        String name,
        int bits,
        boolean active,
        String extra,
        TypedRow.@Nullable RowTimes times) {

    public MergedRow withId(String other) {
        return new MergedRow(other, providerId, instanceId, name, bits, active, extra, times);
    }

    /** The same model as a row that continues none. */
    public MergedRow asNew() {
        return new MergedRow(null, providerId, instanceId, name, bits, active, extra, null);
    }

    public String status() {
        return active ? "active" : "inactive";
    }
}
