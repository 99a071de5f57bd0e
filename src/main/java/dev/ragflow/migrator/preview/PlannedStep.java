package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import java.util.List;

/**
 * A changeset that would run.
 *
 * @param reason what it finds to do, in words
 * @param statements schema statements and those for the program's own tables, in order
 * @param rows what would happen to rows, as the run would report it
 * @param rowsChanged rows that a schema change would change
 * @param notes what the operator should know, a sentence each
 * @param unknown why the counts in {@code rows} cannot be known in advance; empty if they are exact
 */
record PlannedStep(
        Changeset changeset,
        String reason,
        List<Listed> statements,
        List<StageResult> rows,
        long rowsChanged,
        List<String> notes,
        String unknown) {

    PlannedStep {
        statements = List.copyOf(statements);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }
}
