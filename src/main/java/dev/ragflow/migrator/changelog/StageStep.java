package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.model.ModelStages;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** A step that moves model data. */
final class StageStep implements Step {

    private static final String STAGE = "stage";

    private final ModelStages stages;
    private final SchemaSnapshot snapshot;
    private final String stage;

    StageStep(ModelStages stages, SchemaSnapshot snapshot, String stage) {
        this.snapshot = snapshot;
        this.stages = stages;
        this.stage = stage;
    }

    @Override
    public boolean hasWork() {
        return stages.hasWork(stage);
    }

    @Override
    public boolean hasNewWork() {
        return stages.hasNewWork(stage);
    }

    @Override
    public List<String> obstacles() {
        return stages.obstacles(stage);
    }

    @Override
    public StepOutcome run() {
        return tell(() -> stages.run(stage));
    }

    @Override
    public StepOutcome runForNewWork() {
        return tell(() -> stages.runForNewWork(stage));
    }

    @Override
    public StepOutcome rollBack() {
        return tell(() -> stages.rollBack(stage));
    }

    private StepOutcome tell(Supplier<List<StageResult>> action) {
        MDC.put(STAGE, stage);
        try {
            List<StageResult> rows = action.get();
            return rows.isEmpty() ? StepOutcome.NOTHING : new StepOutcome(text(rows), rows, 0, List.of());
        } finally {
            // stages make, exchange and widen tables
            snapshot.outdated();
            MDC.remove(STAGE);
        }
    }

    private static String text(List<StageResult> rows) {
        long read = rows.stream().mapToLong(StageResult::read).sum();
        long inserted = rows.stream().mapToLong(StageResult::inserted).sum();
        long updated = rows.stream().mapToLong(StageResult::updated).sum();
        return String.format(Locale.ROOT, "read %,d rows, inserted %,d, updated %,d", read, inserted, updated);
    }
}
