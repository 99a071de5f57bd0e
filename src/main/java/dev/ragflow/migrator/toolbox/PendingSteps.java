package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.changelog.Changesets;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.history.Marks;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** Asks every step whether it has something to do. Writes nothing. */
final class PendingSteps {

    private PendingSteps() {}

    /**
     * The names of the steps that have.
     *
     * @throws dev.ragflow.migrator.model.CatalogueException when a catalogue of the operator's cannot be read
     */
    static List<String> of(Database database, Settings settings) throws SQLException {
        ModelStages stages = new ModelStages(
                database,
                settings.targetRelease(),
                Catalogue.of(settings.llmFactories(), settings.targetRelease()),
                false,
                Clock.systemDefaultZone(),
                (table, column, characters) -> {
                    throw new IllegalStateException("a look at the database makes no column wider");
                },
                Pacing.of(StageProgress.NONE));
        return Steps.of(database, settings.targetRelease(), stages)
                .without(Changesets.steps(settings.targetRelease(), new Marks(database).read()))
                .withWork();
    }
}
