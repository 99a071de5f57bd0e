package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.schema.PlannedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * What a changeset does. It decides from the shape of the database, so it may run any number of times, and a run that was
 * killed in it is completed by the next one.
 */
public interface Step {

    /** Whether there is anything to do now; cheap, since every run asks. */
    boolean hasWork() throws SQLException;

    /**
     * The same for a database that was verified after this program last wrote to it: what a verification finds need not be looked
     * for, so the answer costs the same at any size.
     */
    default boolean hasNewWork() throws SQLException {
        return hasWork();
    }

    /**
     * The statements for which the server will rebuild one of {@code tables} while writes to it wait; changes nothing.
     */
    default List<PlannedStatement> rebuilds(Set<String> tables) throws SQLException {
        return List.of();
    }

    /** Does it and says in plain words what was done. Does nothing if nothing is to be done. */
    StepOutcome run() throws SQLException;

    /** The same for what {@link #hasNewWork} reports. */
    default StepOutcome runForNewWork() throws SQLException {
        return run();
    }

    /** Why rolling it back would lose data written since, a sentence each; empty if it may be rolled back. */
    List<String> obstacles() throws SQLException;

    /** Takes it back, so that the release before can work with the database again; does nothing where that is not needed. */
    StepOutcome rollBack() throws SQLException;
}
