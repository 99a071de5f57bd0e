package dev.ragflow.migrator.model.domain;

/**
 * A row of v0.27's {@code tenant_model} with the names of its instance and provider.
 *
 * @param tenant the tenant whose provider it is
 * @param types the bits of {@link ModelType}
 */
public record ListedModel(
        String id, String tenant, String provider, String instance, String name, int types, boolean active) {

    public boolean serves(Slot slot) {
        return slot.isServedBy(types);
    }
}
