package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.schema.PlannedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** A step that is run for what is new only, since a verification has found nothing wrong with the rest. */
record NewWorkStep(Step step) implements Step {

    @Override
    public boolean hasWork() throws SQLException {
        return step.hasNewWork();
    }

    @Override
    public List<PlannedStatement> rebuilds(Set<String> tables) throws SQLException {
        return step.rebuilds(tables);
    }

    @Override
    public StepOutcome run() throws SQLException {
        return step.runForNewWork();
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
