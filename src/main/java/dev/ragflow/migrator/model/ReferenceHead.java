package dev.ragflow.migrator.model;

/**
 * A row that may name models, without its JSON.
 *
 * @param fingerprint of its JSON; empty where it has none
 * @param bytes how large the JSON is
 */
record ReferenceHead(ReferenceRow row, String fingerprint, long bytes) {}
