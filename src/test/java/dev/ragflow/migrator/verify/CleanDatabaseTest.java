package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.oracle.LogSearch;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A migrated database")
@Tag("server")
class CleanDatabaseTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void passesWithAndWithoutItsMarkerAndTellsNoSecret(TestServer server) throws SQLException {
        try (MigratedDatabase database = MigratedDatabase.on(server, Release.V0_26_4)) {
            passes(database);

            String text =
                    database.command(OutputFormat.TEXT, database.database().settings());
            String json =
                    database.command(OutputFormat.JSON, database.database().settings());
            assertThat(text).startsWith("0 ").contains("Preserved: ");
            assertThat(json)
                    .startsWith("0 {\"release\":\"v0.26.4\"")
                    .contains("\"passed\":true")
                    .contains(
                            "\"repairable\":{\"providers\":0,\"instances\":0,\"models\":0,\"states\":0,\"undecided\":0}");
            LogSearch.forSecrets(HardCases.secrets())
                    .inText("text", text)
                    .inText("JSON", json)
                    .assertNothingFound();

            // as the last step of the first migration sees it
            database.execute("DELETE FROM `system_settings` WHERE `name` = 'mysql_migration.database.version'");
            passes(database);
        }
    }

    @Test
    void leavesNothingToARepairWhereTypesAreBits() throws SQLException {
        try (MigratedDatabase database = MigratedDatabase.on(TestServer.MYSQL, Release.V0_27_0)) {
            passes(database);
            assertThat(Objects.requireNonNull(database.verify().repairable()).count())
                    .isZero();
        }
    }

    private static void passes(MigratedDatabase database) {
        VerificationReport report = database.verify();
        assertThat(report.failures()).isEmpty();
        assertThat(report.passed()).isTrue();
        Preservation preservation = Objects.requireNonNull(report.preservation());
        assertThat(preservation.models().total()).as("%s", preservation).isGreaterThan(50);
        assertThat(preservation.models().preserved())
                .isEqualTo(preservation.models().total());
        assertThat(preservation.references().total()).as("%s", preservation).isGreaterThan(50);
        assertThat(preservation.models().notCounted()).doesNotContainKey("changed or removed by users since");
        assertThat(preservation.references().notCounted()).doesNotContainKey("changed or removed by users since");
    }
}
