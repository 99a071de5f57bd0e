package dev.ragflow.migrator.model.domain;

/** A row of {@code tenant_llm} with the endpoint it stands for. */
public record LegacyRow(LegacyModel model, Endpoint endpoint) {}
