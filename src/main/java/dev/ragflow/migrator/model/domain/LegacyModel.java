package dev.ragflow.migrator.model.domain;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code tenant_llm} without its credential.
 *
 * @param id the row's number, null up to v0.24
 * @param factory the factory as stored
 * @param name the model's name with its suffix, empty where the row has none
 * @param type what it does, null where the stored word is unknown
 * @param tools the flag beside its key, null where there is none
 * @param maxTokens context length, null where the row does not tell
 * @param enabled whether the tenant has it switched on
 * @param createdAt epoch milliseconds, 0 where unknown
 * @param updatedAt epoch milliseconds, 0 where unknown
 */
public record LegacyModel(
        @Nullable Long id,
        String factory,
        String name,
        @Nullable ModelType type,
        @Nullable Boolean tools,
        @Nullable Long maxTokens,
        boolean enabled,
        long createdAt,
        long updatedAt) {

    public boolean isNamed() {
        return !name.isEmpty();
    }

    public boolean createdAfter(long highWater) {
        return createdAt > highWater;
    }

    public boolean touchedAfter(long highWater) {
        return createdAt > highWater || updatedAt > highWater;
    }
}
