package dev.ragflow.migrator.model.domain;

/** What must be unique among the rows of v0.26's {@code tenant_model}. */
public record ModelKey(String instanceId, String name, String type) {}
