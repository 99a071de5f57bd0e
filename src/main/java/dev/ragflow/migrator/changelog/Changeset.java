package dev.ragflow.migrator.changelog;

/**
 * An entry of the changelog that does something.
 *
 * @param name release and id, as log and history spell it: {@code v0.26.4/tenant-model}
 * @param step the step it runs, for example {@code table/document}
 * @param comment what it is for, one phrase
 */
public record Changeset(String name, String step, String comment) {}
