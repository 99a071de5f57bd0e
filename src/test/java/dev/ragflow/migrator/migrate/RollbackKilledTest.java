package dev.ragflow.migrator.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

@DisplayName("A run that was killed")
@Tag("server")
class RollbackKilledTest {

    private static final Release OLD = Release.V0_26_4;
    private static final Release NEW = Release.V0_27_0;

    /** The changesets of v0.27.0 in their order. */
    private static final List<String> CHANGESETS = List.of(
            "legacy-indexes",
            "tenant_model_seeding",
            "model_type_merge",
            "id-columns",
            "tenant_model_id_migration",
            "type-names",
            "column-renames",
            "release");

    private interface Run {
        void on(ChangelogUpdate update) throws SQLException;
    }

    /** Dies before a changeset of v0.27.0. */
    private static void killed(TestDatabase test, String changeset, Run run) throws SQLException {
        try (Database database = test.open()) {
            ModelStages stages = new ModelStages(
                    database,
                    NEW,
                    Catalogue.builtIn(NEW),
                    false,
                    Clock.systemUTC(),
                    (table, column, characters) -> {},
                    Pacing.of(StageProgress.NONE));
            Runnable death = () -> {
                if (("v0.27.0/" + changeset).equals(MDC.get("changeset"))) {
                    throw new IllegalStateException("killed");
                }
            };
            ChangelogUpdate update = new ChangelogUpdate(database, Steps.of(database, NEW, stages), death);
            boolean ended = true;
            try {
                run.on(update);
            } catch (RuntimeException e) {
                assertThat(e).hasStackTraceContaining("killed");
                ended = false;
            }
            assertThat(ended).as("the run got past " + changeset).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void migrationIsTakenBackFromWhereverItWas(TestServer server) throws SQLException {
        try (TestDatabase test = SmallDatabase.on(server);
                Connection connection = test.connect()) {
            done(CommandRun.migrate(test, OLD));
            TableContents before = TableContents.of(connection);
            for (String changeset : CHANGESETS.subList(2, CHANGESETS.size())) {
                killed(test, changeset, update -> update.upTo(NEW));
                // as if it had died between the work of the one before and the record of it
                test.execute("DELETE FROM "
                        + (server == TestServer.POSTGRES ? "databasechangelog" : "DATABASECHANGELOG")
                        + " WHERE id = '" + before(changeset) + "' AND filename LIKE '%v0.27.0%'");
                done(CommandRun.rollBack(test));
                assertThat(before.differencesTo(before.now(connection)))
                        .as(changeset)
                        .isEmpty();
            }
            done(CommandRun.migrate(test, NEW));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void rollbackIsCompletedByTheNextOrUndoneByAMigration(TestServer server) throws SQLException {
        try (TestDatabase test = SmallDatabase.on(server);
                Connection connection = test.connect()) {
            done(CommandRun.migrate(test, OLD));
            TableContents before = TableContents.of(connection);
            done(CommandRun.migrate(test, NEW));
            killed(test, "model_type_merge", update -> update.backTo(OLD));
            done(CommandRun.migrate(test, NEW));
            killed(test, "legacy-indexes", update -> update.backTo(OLD));
            done(CommandRun.migrate(test, NEW));

            List<String> backwards = new ArrayList<>(CHANGESETS);
            Collections.reverse(backwards);
            for (String changeset : backwards) {
                killed(test, changeset, update -> update.backTo(OLD));
            }
            CommandRun last = done(CommandRun.rollBack(test));

            assertThat(last.out()).contains("the database is back at RAGFlow v0.26.4");
            assertThat(before.differencesTo(before.now(connection))).isEmpty();
        }
    }

    private static String before(String changeset) {
        int position = CHANGESETS.indexOf(changeset);
        return position == 0 ? "none" : CHANGESETS.get(position - 1);
    }

    private static CommandRun done(CommandRun run) {
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }
}
