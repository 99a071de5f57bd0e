package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What RAGFlow's own script left half-done")
class HalfDoneStatesTest {

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource({
        "MYSQL,    MERGE_TABLE_LEFT",
        "POSTGRES, MERGE_TABLE_LEFT",
        "MYSQL,    RENAMED",
        "POSTGRES, RENAMED",
        "MYSQL,    RENAMED_AND_CREATED_ANEW",
        "POSTGRES, RENAMED_AND_CREATED_ANEW",
        "MYSQL,    NO_TYPES",
        "POSTGRES, NO_TYPES",
        "MYSQL,    ALL_DEFAULT",
        "POSTGRES, ALL_DEFAULT"
    })
    void comesToTheRules(TestServer server, HalfDoneState state) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.load(database);
            Snapshot before = PreservationOracle.snapshot(connection);
            assertThat(ProgramRun.on(database).exitCode()).isZero();
            state.leaveIn(database);
            Snapshot start = PreservationOracle.snapshot(connection);
            ProgramRun run = ProgramRun.on(database, Release.V0_27_0, state.needsRepair());
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(PreservationOracle.check(before, start, PreservationOracle.snapshot(connection), "v0.27.0"))
                    .isEmpty();

            TableChecksums after = TableChecksums.of(connection).without(EndToEndTest.OWN_TABLES);
            ProgramRun second = ProgramRun.on(database, Release.V0_27_0, state.needsRepair());
            assertThat(second.exitCode()).as("%s", second).isZero();
            assertThat(EndToEndTest.differences(after, connection)).isEmpty();
            EndToEndTest.noSecretsIn(database, connection, run, second);
        }
    }
}
