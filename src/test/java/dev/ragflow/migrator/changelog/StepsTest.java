package dev.ragflow.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
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

    @ParameterizedTest
    @EnumSource(Release.class)
    void ofTheModelComeInTheOrderOfTheStages(Release target) {
        List<String> stages = StageName.of(target).stream().map(StageName::text).toList();

        assertThat(RunStages.of(target).names())
                .filteredOn(name -> StageName.find(name).isPresent())
                .isEqualTo(stages);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void seeWhatOtherStepsAndOthersHaveDoneToTables(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase().loadRelease("v0.24.0");
                Database database = testDatabase.open()) {
            testDatabase.execute("ALTER TABLE document RENAME COLUMN process_duration TO process_duation");
            Steps steps = steps(database, Release.V0_25_6);
            assertThat(steps.withWork()).contains("table/document", "table/dialog", "cut-over/v0.25.6");
            assertThat(steps.withWork()).doesNotContain("table/search");

            // between the look and the step
            testDatabase.execute("ALTER TABLE search DROP COLUMN description");
            assertThat(steps.named("table/search").run().text()).contains("description");
            assertThat(steps.named("table/document").hasWork()).isTrue();
            steps.named("table/document").run();
            assertThat(steps.named("table/dialog").hasWork()).isTrue();
            testDatabase.execute("ALTER TABLE dialog DROP COLUMN icon");
            assertThat(steps.named("table/dialog").run().text()).contains("icon");

            // tables that steps changed are looked at again, one after the other or all at once
            assertThat(steps.named("table/document").hasWork()).isFalse();
            assertThat(steps.named("table/search").hasWork()).isFalse();
            assertThat(steps.named("cut-over/v0.25.6").hasWork()).isTrue();
            steps.named("cut-over/v0.25.6").run();
            assertThat(steps.withWork())
                    .doesNotContain("table/document", "table/dialog", "table/search", "cut-over/v0.25.6")
                    .contains("table/tenant");
            for (String step : steps.names()) {
                steps.runWhereNeeded(step);
            }
            assertThat(steps.withWork()).isEmpty();
        }
    }

    private static Steps steps(Release target) throws Exception {
        try (TestDatabase testDatabase = TestServer.MYSQL.createDatabase();
                Database database = testDatabase.open()) {
            return steps(database, target);
        }
    }

    private static Steps steps(Database database, Release target) throws Exception {
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
