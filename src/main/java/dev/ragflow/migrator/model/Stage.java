package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.StageResult;
import java.sql.SQLException;
import java.util.List;

/** One step of moving the model data. It decides from what the database holds, so it may run any number of times. */
interface Stage {

    /** Whether there is anything to do; cheap, and safe on a database without the tables. */
    boolean hasWork() throws SQLException;

    /** Does it; one result per table written. */
    List<StageResult> run() throws SQLException;
}
