package dev.ragflow.migrator.model;

/** A row of {@code tenant_model_provider}; times in epoch milliseconds. */
record Provider(String id, String tenantId, String name, long createdAt, long updatedAt) {

    boolean isEdited() {
        return createdAt != updatedAt;
    }
}
