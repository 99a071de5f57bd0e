package dev.ragflow.migrator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.oracle.PreservationOracle;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnWidth;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The model stages")
@Tag("server")
class ModelStagesTest {

    private static ModelStages stages(Database database) {
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
                Pacing.of(StageProgress.NONE));
    }

    private static List<StageResult> run(ModelStages stages) {
        List<StageResult> results = new ArrayList<>();
        stages.names().forEach(stage -> results.addAll(stages.run(stage)));
        return results;
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void preserveEveryModel(TestServer server) throws Exception {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.26.4");
                Database database = test.open();
                Connection connection = test.connect()) {
            HardCases.load(test);
            PreservationOracle.Snapshot before = PreservationOracle.snapshot(connection);
            ModelStages stages = stages(database);
            assertThat(stages.names()).allMatch(stages::hasWork);

            run(stages);

            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                    .isEmpty();
            assertThat(stages.names()).noneMatch(stages::hasWork);
            TableChecksums sums = TableChecksums.of(connection);
            assertThat(run(stages)).noneMatch(StageResult::changedAnything);
            assertThat(sums.differencesTo(TableChecksums.of(connection))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findNothingToDoWithoutTables(TestServer server) throws Exception {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open()) {
            ModelStages stages = stages(database);

            assertThat(stages.names()).hasSize(4).noneMatch(stages::hasWork);
        }
    }
}
