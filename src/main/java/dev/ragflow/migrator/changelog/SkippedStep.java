package dev.ragflow.migrator.changelog;

import java.sql.SQLException;
import java.util.List;

/** A step that this run skips, as the operator wishes; it can be rolled back like any other. */
record SkippedStep(Step step) implements Step {

    @Override
    public boolean hasWork() {
        return false;
    }

    @Override
    public StepOutcome run() {
        return StepOutcome.NOTHING;
    }

    @Override
    public List<String> obstacles() throws SQLException {
        return step.obstacles();
    }

    @Override
    public StepOutcome rollBack() throws SQLException {
        return step.rollBack();
    }
}
