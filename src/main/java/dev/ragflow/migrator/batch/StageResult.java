package dev.ragflow.migrator.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stage did to one table, for summary, history and metrics.
 *
 * @param stage name of the stage, for example {@code tenant_model_instance}
 * @param table the table that was written
 * @param read rows looked at
 * @param inserted rows added
 * @param updated rows changed; stored references changed where the stage rewrites those, and a row may hold several
 * @param unchanged rows (or stored references) that were already right
 * @param skipped rows (or stored references) left alone, by reason in plain words
 * @param notes what the operator should know, a sentence each, without credentials
 * @param duration wall-clock time spent
 */
public record StageResult(
        String stage,
        String table,
        long read,
        long inserted,
        long updated,
        long unchanged,
        SortedMap<String, Long> skipped,
        List<String> notes,
        Duration duration) {

    public StageResult {
        skipped = new TreeMap<>(Map.copyOf(skipped));
        notes = List.copyOf(notes);
    }

    /** Whether rows were written. */
    public boolean changedAnything() {
        return inserted > 0 || updated > 0;
    }
}
