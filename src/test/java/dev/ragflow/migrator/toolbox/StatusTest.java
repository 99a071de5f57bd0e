package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.config.ToolSettings.HistoryWish;
import dev.ragflow.migrator.database.AdvisoryLock;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import dev.ragflow.migrator.testing.WriteWatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The commands status and history")
@Tag("server")
class StatusTest {

    private static final String[] RELEASES = {"v0.19.0", "v0.22.1", "v0.24.0", "v0.25.6", "v0.26.4", "v0.27.0"};

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findTheReleaseFromItsTablesAndWriteNothing(TestServer server) throws SQLException {
        for (String release : RELEASES) {
            try (TestDatabase database = server.createDatabase().loadRelease(release)) {
                ConnectionSettings reader = ReadOnlyAccount.of(database);
                ToolRun json;
                ToolRun text;
                try (WriteWatch watch = WriteWatch.on(database, reader.user())) {
                    json = ToolRun.status(reader, Release.newest(), OutputFormat.JSON);
                    text = ToolRun.status(reader, Release.newest(), OutputFormat.TEXT);
                    assertThat(watch.writes()).as(release).isEmpty();
                }
                boolean newest = release.equals(Release.newest().tag());
                assertThat(json.exitCode()).as(release + json.log()).isEqualTo(newest ? 0 : 6);
                assertThat(json.out())
                        .contains("\"release\":\"" + release + "\"", "\"marker\":null", "\"last\":null")
                        .doesNotContain(ReadOnlyAccount.PASSWORD);
                assertThat(text.exitCode()).isEqualTo(json.exitCode());
                assertThat(text.out())
                        .contains("Release: " + release + ", as its tables show:", "  - has 5 of 5 tables")
                        .contains(
                                newest
                                        ? "Pending for v0.27.0: nothing"
                                        : "Next: run migrate --target-release v0.27.0.");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void tellWhatFailedWhoHoldsALockAndWhatWasDone(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            // somebody made a view of the name of a table to come
            database.execute("CREATE VIEW `file_commit` AS SELECT `id` FROM `tenant`");
            assertThat(ToolRun.migrate(database, Release.newest(), ToolSettings.NONE)
                            .exitCode())
                    .isEqualTo(1);

            String failed = "v0.26.4/table-file-commit failed";
            ToolRun status = status(database, OutputFormat.TEXT);
            assertThat(status.exitCode()).isEqualTo(6);
            assertThat(status.out()).contains("Not done: " + failed, "Version marker: none");
            ToolRun open = ToolRun.history(
                    database,
                    OutputFormat.CSV,
                    ToolSettings.NONE.with(new HistoryWish(true, Optional.empty(), Optional.empty())));
            assertThat(open.out().lines())
                    .hasSize(2)
                    .first()
                    .isEqualTo("ended_at,changeset,status,duration_ms,rows,message");
            assertThat(open.out()).containsPattern("\\d\\dT[0-9:.]+Z,v0.26.4/table-file-commit,failed,\\d+,");

            database.execute("DROP VIEW `file_commit`");
            assertThat(ToolRun.migrate(database, Release.newest(), ToolSettings.NONE)
                            .exitCode())
                    .isZero();

            try (Database opened = database.open();
                    AdvisoryLock lock = AdvisoryLock.acquire(opened, LockName.CHANGELOG, Duration.ZERO, holder -> {})) {
                lock.ensureHeld();
                status = status(database, OutputFormat.JSON);
            }
            assertThat(status.exitCode()).as(status.out()).isZero();
            assertThat(status.out())
                    .contains("\"pending\":[]", "\"failed\":[]", "\"marker\":\"v0.27.0\"", "\"release\":\"v0.27.0\"")
                    .contains("\"locks\":{\"the changelog lock\":\"connection ");

            ToolRun all = ToolRun.history(database, OutputFormat.TEXT, ToolSettings.NONE);
            assertThat(all.out().lines().skip(1)).first().asString().contains("v0.27.0/");
            assertThat(all.out()).contains("v0.25.6/table-document", "success").doesNotContain("failed");
            assertThat(history(database, Optional.of(Duration.ofHours(1)), Optional.empty())
                            .out())
                    .isEqualTo("No matching changeset is recorded." + System.lineSeparator());
            assertThat(history(database, Optional.empty(), Optional.of(Duration.ofHours(1)))
                            .out())
                    .isEqualTo(all.out());
            database.execute("UPDATE `migration_history` SET `applied_at` = '2020-01-31 12:00:00' WHERE"
                    + " `migration_name` = 'v0.25.6/table-document'");
            assertThat(history(database, Optional.empty(), Optional.of(Duration.ofHours(1)))
                            .out())
                    .doesNotContain("v0.25.6/table-document ");
        }
    }

    private static ToolRun status(TestDatabase database, OutputFormat output) {
        return ToolRun.status(database.settings(), Release.newest(), output);
    }

    private static ToolRun history(TestDatabase database, Optional<Duration> slowerThan, Optional<Duration> since) {
        return ToolRun.history(
                database, OutputFormat.TEXT, ToolSettings.NONE.with(new HistoryWish(false, slowerThan, since)));
    }
}
