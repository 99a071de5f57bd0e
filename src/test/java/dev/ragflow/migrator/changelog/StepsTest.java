package dev.ragflow.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.Catalogue;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepsTest {

    @Test
    void everyStepOfTheNewestReleaseHasOneChangesetAndTheOtherWayRound() throws Exception {
        assertThat(ChangelogSteps.names())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(steps(Release.newest()).names());
    }

    /** A step that an older target has must be in that target's part of the changelog, or it would never run. */
    @ParameterizedTest
    @EnumSource(Release.class)
    void everyStepOfAReleaseIsInTheChangelogUpToItsTag(Release target) throws Exception {
        assertThat(ChangelogSteps.namesUpTo(target)).containsAll(steps(target).names());
    }

    private static Steps steps(Release target) throws Exception {
        try (TestDatabase testDatabase = TestServer.MYSQL.createDatabase();
                Database database = testDatabase.open()) {
            ModelStages stages = new ModelStages(
                    database,
                    target,
                    Catalogue.builtIn(target),
                    false,
                    Clock.systemUTC(),
                    (table, column, characters) -> {},
                    Pacing.of(StageProgress.NONE));
            return Steps.of(database, target, stages);
        }
    }
}
