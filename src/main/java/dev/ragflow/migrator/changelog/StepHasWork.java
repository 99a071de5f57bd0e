package dev.ragflow.migrator.changelog;

import java.sql.SQLException;
import liquibase.database.Database;
import liquibase.exception.CustomPreconditionErrorException;
import liquibase.exception.CustomPreconditionFailedException;
import liquibase.precondition.CustomPrecondition;

/** The precondition of every changeset of ours: the step that its parameter {@code step} names has something to do. */
public final class StepHasWork implements CustomPrecondition {

    private String step = "";

    /** Called by Liquibase. */
    public void setStep(String step) {
        this.step = step;
    }

    @Override
    public void check(Database database) throws CustomPreconditionFailedException, CustomPreconditionErrorException {
        boolean work;
        try {
            Step named = StepsInScope.step(step);
            if (named instanceof SkippedStep) {
                StepsInScope.latest().leaveOut();
            }
            work = named.hasWork();
        } catch (SQLException e) {
            String message = "Could not check whether " + step + " has work to do";
            throw new CustomPreconditionErrorException(
                    message, new dev.ragflow.migrator.database.MigrationException(message, e));
        }
        if (!work) {
            throw new CustomPreconditionFailedException(step + " has nothing to do");
        }
    }
}
