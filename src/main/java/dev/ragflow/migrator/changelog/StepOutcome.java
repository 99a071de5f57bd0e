package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.batch.StageResult;
import java.util.List;

/**
 * What a step did.
 *
 * @param text one phrase for the log, for example {@code added 3 columns and 2 indexes}
 * @param rows what happened to rows, by table; empty for changes of the schema
 * @param rowsChanged rows whose values a change of the schema had to change, beyond those in {@code rows}
 * @param warnings what the operator should know or do, a sentence each
 */
public record StepOutcome(String text, List<StageResult> rows, long rowsChanged, List<String> warnings) {

    /** There was nothing to do. */
    public static final StepOutcome NOTHING = of("nothing to do");

    public StepOutcome {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }

    /** Whether the step found nothing to do. */
    public boolean isNothing() {
        return equals(NOTHING);
    }

    /** Whether the schema or rows are not what they were. */
    boolean changedAnything() {
        return rowsChanged > 0
                || (rows.isEmpty() ? !isNothing() : rows.stream().anyMatch(StageResult::changedAnything));
    }

    static StepOutcome of(String text) {
        return new StepOutcome(text, List.of(), 0, List.of());
    }
}
