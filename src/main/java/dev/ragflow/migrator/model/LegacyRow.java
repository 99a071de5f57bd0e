package dev.ragflow.migrator.model;

/** A row of {@code tenant_llm} with the endpoint it stands for. */
record LegacyRow(LegacyModel model, Endpoint endpoint) {}
