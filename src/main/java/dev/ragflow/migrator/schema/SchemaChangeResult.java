package dev.ragflow.migrator.schema;

import java.util.List;

/**
 * What a schema change did.
 *
 * @param done the steps it took, in words; empty when there was nothing to do
 * @param rowsChanged rows whose values it changed
 * @param notes what the operator should know, a sentence each
 */
public record SchemaChangeResult(List<String> done, long rowsChanged, List<String> notes) {

    /** There was nothing to do. */
    public static final SchemaChangeResult NOTHING = new SchemaChangeResult(List.of(), 0, List.of());

    public SchemaChangeResult {
        done = List.copyOf(done);
        notes = List.copyOf(notes);
    }

    static SchemaChangeResult of(List<PlannedStatement> steps) {
        return new SchemaChangeResult(
                steps.stream().map(PlannedStatement::toString).toList(), 0, List.of());
    }

    /** Whether anything was changed. */
    public boolean changedAnything() {
        return !done.isEmpty() || rowsChanged > 0;
    }
}
