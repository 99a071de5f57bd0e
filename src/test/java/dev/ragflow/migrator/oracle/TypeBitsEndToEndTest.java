package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The migration to v0.27.0")
@Tag("server")
class TypeBitsEndToEndTest {

    @ParameterizedTest(name = "on {0} from {1}, {2} collation")
    @CsvSource({
        "MYSQL,    v0.24.0, default",
        "MYSQL,    v0.22.1, utf8mb4_general_ci",
        "MYSQL,    v0.19.0, utf8mb4_unicode_ci",
        "MYSQL,    v0.25.6, utf8mb4_unicode_ci",
        "MYSQL,    v0.26.4, default",
        "MYSQL,    v0.27.0, utf8mb4_general_ci",
        "MARIADB,  v0.24.0, default",
        "MARIADB,  v0.26.4, utf8mb4_unicode_ci",
        "POSTGRES, v0.19.0, default",
        "POSTGRES, v0.22.1, default",
        "POSTGRES, v0.24.0, default",
        "POSTGRES, v0.25.6, default",
        "POSTGRES, v0.26.4, default",
        "POSTGRES, v0.27.0, default"
    })
    void keepsWhatWorkedAndIsDoneAfterOneRun(TestServer server, String tag, String collation) throws SQLException {
        try (TestDatabase database = EndToEndTest.create(server, collation).loadRelease(tag);
                Connection connection = database.connect()) {
            HardCases.load(database);
            if (tag.equals("v0.26.4")) {
                NativeCases.load(new RowLoader(connection), "tenant_model");
            }
            Snapshot before = PreservationOracle.snapshot(connection);
            ProgramRun first = ProgramRun.on(database, Release.V0_27_0);
            assertThat(first.exitCode()).as("%s", first).isZero();
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection), "v0.27.0"))
                    .isEmpty();

            TableChecksums after = TableChecksums.of(connection).without(EndToEndTest.OWN_TABLES);
            ProgramRun second = ProgramRun.on(database, Release.V0_27_0);
            assertThat(second.exitCode()).as("%s", second).isZero();
            assertThat(EndToEndTest.differences(after, connection)).isEmpty();
            EndToEndTest.noSecretsIn(database, connection, first, second);
        }
    }
}
