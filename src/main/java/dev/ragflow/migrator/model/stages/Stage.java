package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.StageResult;
import java.sql.SQLException;
import java.util.List;

/** One step of moving the model data. It decides from what the database holds, so it may run any number of times. */
public interface Stage {

    /** Whether there is anything to do; cheap, and safe on a database without the tables. */
    boolean hasWork() throws SQLException;

    /** The same where a verification has found nothing wrong since this program last wrote: only what is new counts. */
    default boolean hasNewWork() throws SQLException {
        return hasWork();
    }

    /** Does it; one result per table written. */
    List<StageResult> run() throws SQLException;

    /** The same where a verification has found nothing wrong with what passes have seen. */
    default List<StageResult> runForNewWork() throws SQLException {
        return run();
    }

    /** Why taking the stage back would lose data written since, a sentence each. */
    default List<String> obstacles() throws SQLException {
        return List.of();
    }

    /** Takes the stage back; stages whose work the release before does not mind leave it. */
    default List<StageResult> rollBack() throws SQLException {
        return List.of();
    }
}
