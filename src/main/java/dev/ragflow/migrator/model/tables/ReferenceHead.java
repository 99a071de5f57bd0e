package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.ReferenceRow;

/**
 * A row that may name models, without its JSON.
 *
 * @param fingerprint of its JSON; empty where it has none
 * @param bytes how large the JSON is
 */
public record ReferenceHead(ReferenceRow row, String fingerprint, long bytes) {}
