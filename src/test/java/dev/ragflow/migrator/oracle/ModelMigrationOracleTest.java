package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The model migration, judged by the oracle,")
@Tag("server")
class ModelMigrationOracleTest {

    @ParameterizedTest(name = "{0} from {1} {2}")
    @CsvSource({
        "MYSQL, v0.24.0, utf8mb4_0900_ai_ci",
        "MYSQL, v0.22.1, utf8mb4_general_ci",
        "MYSQL, v0.25.6, utf8mb4_unicode_ci",
        "MYSQL, v0.19.0, utf8mb4_unicode_ci",
        "MARIADB, v0.24.0, utf8mb4_unicode_ci",
        "MARIADB, v0.22.1, utf8mb4_general_ci",
        "MARIADB, v0.25.6, utf8mb4_bin",
        "POSTGRES, v0.24.0, C",
        "POSTGRES, v0.22.1, C",
        "POSTGRES, v0.25.6, C"
    })
    void preservesTheHardCasesAndChangesNothingTwice(TestServer server, String tag, String collation)
            throws SQLException {
        try (TestDatabase test = server.createDatabase(collation).loadRelease(tag);
                Database database = test.open();
                Connection connection = test.connect();
                LogCapture log = LogCapture.open()) {
            HardCases.load(test);
            Snapshot before = PreservationOracle.snapshot(connection);
            List<StageResult> results = migrate(database);
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                    .isEmpty();

            TableChecksums first = TableChecksums.of(connection);
            assertThat(ModelRun.withWork(database)).isEmpty();
            List<StageResult> again = migrate(database);
            assertThat(first.differencesTo(TableChecksums.of(connection))).isEmpty();
            assertThat(again).noneMatch(StageResult::changedAnything);

            LogSearch.forSecrets(HardCases.secrets())
                    .inText("log", log.text())
                    .inText("results", results + "\n" + again)
                    .assertNothingFound();
        }
    }

    @Test
    void meansTheSameOnEveryServer() throws SQLException {
        try (TestDatabase mysql = TestServer.MYSQL.createDatabase().loadRelease("v0.24.0");
                TestDatabase postgres = TestServer.POSTGRES.createDatabase().loadRelease("v0.24.0")) {
            HardCases.loadComparable(mysql);
            HardCases.loadComparable(postgres);
            assertThat(migrated(mysql).differencesTo(migrated(postgres))).isEmpty();
        }
    }

    private static TableChecksums migrated(TestDatabase test) throws SQLException {
        try (Database database = test.open();
                Connection connection = test.connect()) {
            migrate(database);
            return ModelRun.withoutOwnTables(TableChecksums.masked(connection));
        }
    }

    private static List<StageResult> migrate(Database database) throws SQLException {
        SchemaUpgrade.to(Release.V0_26_4, database);
        return ModelRun.of(database, StageProgress.NONE);
    }
}
