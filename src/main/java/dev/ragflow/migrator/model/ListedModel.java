package dev.ragflow.migrator.model;

/**
 * A row of v0.27's {@code tenant_model} with the names of its instance and provider.
 *
 * @param tenant the tenant whose provider it is
 * @param types the bits of {@link ModelType}
 */
record ListedModel(String id, String tenant, String provider, String instance, String name, int types, boolean active) {

    boolean serves(Slot slot) {
        return slot.isServedBy(types);
    }
}
