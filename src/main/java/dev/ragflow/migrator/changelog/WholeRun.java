package dev.ragflow.migrator.changelog;

import liquibase.database.Database;
import liquibase.exception.CustomPreconditionFailedException;
import liquibase.precondition.CustomPrecondition;

/** The precondition of a release's tag: the run goes through all stages, so that the tag means that the release was reached. */
public final class WholeRun implements CustomPrecondition {

    @Override
    public void check(Database database) throws CustomPreconditionFailedException {
        if (!StepsInScope.steps().isWhole()) {
            StepsInScope.latest().leaveOut();
            throw new CustomPreconditionFailedException("this run covers only some of the stages");
        }
    }
}
