package dev.ragflow.migrator.model.domain;

/** A row of {@code tenant_model_provider}; times in epoch milliseconds. */
public record Provider(String id, String tenantId, String name, long createdAt, long updatedAt) {

    public Provider withName(String other) {
        return new Provider(id, tenantId, other, createdAt, updatedAt);
    }

    public boolean isEdited() {
        return createdAt != updatedAt;
    }
}
