package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnWidth;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The four model stages of v0.26.4, on a database that has its tables. */
final class ModelRun {

    private ModelRun() {}

    /** Runs all stages in order. */
    static List<StageResult> of(Database database, StageProgress progress) {
        ModelStages stages = stages(database, progress);
        List<StageResult> results = new ArrayList<>();
        stages.names().forEach(stage -> results.addAll(stages.run(stage)));
        return results;
    }

    /** The stages that have something to do. */
    static List<String> withWork(Database database) {
        ModelStages stages = stages(database, StageProgress.NONE);
        return stages.names().stream().filter(stages::hasWork).toList();
    }

    private static ModelStages stages(Database database, StageProgress progress) {
        return new ModelStages(
                database,
                Release.V0_26_4,
                Catalogue.builtIn(Release.V0_26_4),
                false,
                Clock.systemUTC(),
                (table, column, characters) -> {
                    try (Connection connection = database.dedicatedConnection()) {
                        ColumnWidth.ensure(connection, database.dialect(), table, column, characters);
                    }
                },
                Pacing.of(progress));
    }

    /** Without what the program keeps for itself. */
    static TableChecksums withoutOwnTables(TableChecksums checksums) {
        return checksums.without(
                "ragflow_migrator_checkpoint", "ragflow_migrator_slot_type", "ragflow_migrator_instance");
    }
}
