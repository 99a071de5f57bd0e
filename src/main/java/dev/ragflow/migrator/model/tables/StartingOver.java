package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.model.domain.StageName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes stages see every row again. What shows which rows are this program's is kept. */
public record StartingOver(StageContext context) {

    /**
     * Does so for a stage and those after it, which build on it; returns their names. A killed attempt may be made again: the first
     * stage, by which the need for it is seen, comes last.
     *
     * @param oldReferences whether no reference can have been rewritten yet, nor chosen by a user of the new tables
     */
    public List<String> from(StageName first, boolean oldReferences) throws SQLException {
        List<StageName> stages = new ArrayList<>(StageName.of(context.target()).stream()
                .filter(stage -> stage.compareTo(first) >= 0)
                .toList());
        Collections.reverse(stages);
        for (StageName stage : stages) {
            startOver(stage, oldReferences);
        }
        Collections.reverse(stages);
        return stages.stream().map(StageName::text).toList();
    }

    private void startOver(StageName stage, boolean oldReferences) throws SQLException {
        Checkpoints checkpoints = context.checkpoints();
        switch (stage) {
            case PROVIDER, INSTANCE, MODEL -> checkpoints.rewind(stage.text());
            case REFERENCES -> {
                if (oldReferences) {
                    checkpoints.forget(stage.text());
                } else {
                    checkpoints.rewind(stage.text());
                }
            }
            case SEEDING -> {
                if (context.hasTypeBits()) {
                    checkpoints.rewind(stage.text());
                } else {
                    // what it filled in the background is filled again
                    checkpoints.forget(stage.text());
                }
            }
            case MERGE, IDS -> checkpoints.forget(stage.text());
        }
    }
}
