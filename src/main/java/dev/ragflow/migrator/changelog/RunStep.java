package dev.ragflow.migrator.changelog;

import java.sql.SQLException;
import liquibase.change.custom.CustomTaskChange;
import liquibase.change.custom.CustomTaskRollback;
import liquibase.database.Database;
import liquibase.exception.CustomChangeException;
import liquibase.exception.DatabaseException;
import liquibase.exception.SetupException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/** The custom change in every changeset of ours: runs the step that its parameter {@code step} names. */
public final class RunStep implements CustomTaskChange, CustomTaskRollback {

    private interface Action {
        StepOutcome on(Step step) throws SQLException;
    }

    private String step = "";

    /** Called by Liquibase. */
    public void setStep(String step) {
        this.step = step;
    }

    @Override
    public void execute(Database database) throws CustomChangeException {
        perform(database, Step::run);
    }

    @Override
    public void rollback(Database database) throws CustomChangeException {
        perform(database, Step::rollBack);
    }

    private void perform(Database database, Action action) throws CustomChangeException {
        try {
            // an open transaction of Liquibase's would make CREATE INDEX CONCURRENTLY wait for it
            database.commit();
            StepsInScope.latest().put(action.on(StepsInScope.step(step)));
        } catch (SQLException e) {
            throw new CustomChangeException(
                    new dev.ragflow.migrator.database.MigrationException("Step " + step + " failed", e));
        } catch (DatabaseException e) {
            throw new CustomChangeException(e);
        }
    }

    @Override
    public String getConfirmationMessage() {
        return "Step " + step + " done";
    }

    @Override
    public ValidationErrors validate(Database database) {
        ValidationErrors errors = new ValidationErrors();
        errors.checkRequiredField("step", step.isEmpty() ? null : step);
        return errors;
    }

    @Override
    public void setUp() throws SetupException {
        // nothing to prepare
    }

    @Override
    public void setFileOpener(ResourceAccessor resourceAccessor) {
        // reads no files
    }
}
