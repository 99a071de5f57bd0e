package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.cli.Main;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A process that is killed")
class KilledRunTest {

    /**
     * When it is killed: so many milliseconds after the log says that a changeset is over.
     *
     * @param changeset as the log names it
     */
    private record Instant(String changeset, long millis) {}

    private static final List<Instant> KILLS = List.of(
            new Instant("/tenant_model_provider:", 20),
            new Instant("/tenant_model:", 60),
            new Instant("/tenant_model_seeding:", 0),
            new Instant("/tenant_model_seeding:", 120),
            new Instant("/model_type_merge:", 0),
            new Instant("/tenant_model_id_migration:", 5));

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void leavesWhatTheNextRunCompletes(TestServer server) throws Exception {
        try (TestDatabase killed = server.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(killed);
            try (TestDatabase straight = killed.copy();
                    Connection connection = killed.connect()) {
                Snapshot before = PreservationOracle.snapshot(connection);
                for (Instant instant : KILLS) {
                    kill(killed, instant);
                }
                ProgramRun last = ProgramRun.on(killed, Release.V0_27_0);
                assertThat(last.exitCode()).as("%s", last).isZero();
                assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection), "v0.27.0"))
                        .isEmpty();
                ProgramRun.on(straight, Release.V0_27_0);
                assertThat(meaning(killed).differencesTo(meaning(straight))).isEmpty();
            }
        }
    }

    private static TableChecksums meaning(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            // system_settings holds the marker with its time
            return TableChecksums.masked(connection)
                    .without(EndToEndTest.OWN_TABLES)
                    .without("system_settings");
        }
    }

    /** Fails where the run was over before. */
    private static void kill(TestDatabase database, Instant instant) throws IOException, InterruptedException {
        Process process = start(database.settings());
        StringBuilder log = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains(instant.changeset())) {
                log.append(line).append('\n');
                line = lines.readLine();
            }
            Thread.sleep(instant.millis());
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("%s: %s", instant, log).isEqualTo(137);
    }

    private static Process start(ConnectionSettings settings) throws IOException {
        String classes = Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classes,
                Main.class.getName(),
                "migrate",
                "--verbose",
                "--target-release",
                "v0.27.0");
        builder.environment().keySet().removeIf(name -> name.startsWith("RAGFLOW_MIGRATOR_"));
        builder.environment()
                .putAll(Map.of(
                        "RAGFLOW_MIGRATOR_DB_TYPE", settings.type().name().toLowerCase(Locale.ROOT),
                        "RAGFLOW_MIGRATOR_HOST", settings.host(),
                        "RAGFLOW_MIGRATOR_PORT", String.valueOf(settings.port()),
                        "RAGFLOW_MIGRATOR_DATABASE", settings.database(),
                        "RAGFLOW_MIGRATOR_USER", settings.user(),
                        "RAGFLOW_MIGRATOR_PASSWORD", settings.password().reveal()));
        return builder.redirectErrorStream(true).start();
    }
}
