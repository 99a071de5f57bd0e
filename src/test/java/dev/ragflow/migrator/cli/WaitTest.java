package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.migrate.WaitRun;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The command wait")
@Tag("server")
class WaitTest {

    private static ProgramRun waitWith(String password, ConnectionSettings login, String... flags) {
        List<String> arguments = new ArrayList<>(List.of(
                "wait",
                "--db-type",
                login.type().id(),
                "--host",
                login.host(),
                "--port",
                String.valueOf(login.port()),
                "--user",
                login.user(),
                "--database",
                login.database()));
        arguments.addAll(List.of(flags));
        return ProgramRun.of(
                (settings, out) -> WaitRun.run(settings),
                Map.of("RAGFLOW_MIGRATOR_PASSWORD", password),
                arguments.toArray(String[]::new));
    }

    private static ProgramRun waitFor(ConnectionSettings login, String... flags) {
        return waitWith(login.password().reveal(), login, flags);
    }

    private static void migrate(TestDatabase database, Release target) {
        assertThat(MigrateRun.run(
                        RunSettings.of(Command.MIGRATE, database.settings(), target),
                        new PrintStream(OutputStream.nullOutputStream())))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void returnsAsSoonAsAMigrationIsDone(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            TableChecksums before = TableChecksums.of(connection);

            ProgramRun tooLong = waitFor(reader, "--wait-timeout", "1s");
            assertThat(tooLong.exitCode()).as(tooLong.err()).isEqualTo(3);
            assertThat(tooLong.errorLines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("INFO  Waiting up to 1 s for ", reader.user(), "to be at RAGFlow v0.27.0: there is no ");
            assertThat(tooLong.err()).contains("is not at RAGFlow v0.27.0 after 1 s", "--wait-timeout");
            assertThat(before.differencesTo(TableChecksums.of(connection))).isEmpty();

            CompletableFuture<ProgramRun> waiting =
                    CompletableFuture.supplyAsync(() -> waitFor(reader, "--wait-timeout", "5m"));
            migrate(database, Release.V0_26_4);
            assertThat(waiting).isNotDone();
            migrate(database, Release.V0_27_0);
            ProgramRun inTime = waiting.get(30, TimeUnit.SECONDS);
            assertThat(inTime.exitCode()).as(inTime.err()).isZero();
            // the migration's own lines are in the same log
            assertThat(inTime.errorLines())
                    .filteredOn(line -> line.contains(reader.user()))
                    .hasSizeBetween(1, 2)
                    .last()
                    .asString()
                    .contains("marker says v0.27.0");
            assertThat(inTime.out()).isEmpty();

            // newer than asked for
            assertThat(waitFor(reader, "--target-release", "v0.26.4").exitCode())
                    .isZero();
            assertThat(waitFor(reader, "--target-release", "v0.25.6").errorLines())
                    .hasSize(1);
            database.execute("UPDATE `system_settings` SET `value` = 'v1.0.0-rc1' WHERE `name` ="
                    + " 'mysql_migration.database.version'");
            assertThat(waitFor(reader).exitCode()).isZero();

            // the marker alone is not enough, and must be one
            database.execute(
                    "UPDATE `system_settings` SET `value` = 'v0.27.0' WHERE `name` = 'mysql_migration.database.version'",
                    "ALTER TABLE `document` DROP COLUMN `content_hash`");
            ProgramRun damaged = waitFor(reader, "--wait-timeout", "0");
            assertThat(damaged.exitCode()).isEqualTo(3);
            assertThat(damaged.err()).contains("Column document.content_hash is missing");
            database.execute(
                    "UPDATE `system_settings` SET `value` = 'soon' WHERE `name` = 'mysql_migration.database.version'");
            assertThat(waitFor(reader, "--wait-timeout", "0").err()).contains("marker says 'soon'");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void knowsTheReleaseThatHasNoMarkerByItsTables(TestServer server) {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            assertThat(waitFor(database.settings(), "--target-release", "v0.25.6", "--wait-timeout", "0")
                            .exitCode())
                    .isEqualTo(3);
            migrate(database, Release.V0_25_6);

            ProgramRun there = waitFor(database.settings(), "--target-release", "v0.25.6");

            assertThat(there.exitCode()).as(there.err()).isZero();
            assertThat(there.err()).contains("its tables are as they should be");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void waitsForADatabaseThatDoesNotExistYetButNotForAnotherPassword(TestServer server) {
        ConnectionSettings gone;
        try (TestDatabase database = server.createDatabase()) {
            gone = database.settings();
            ProgramRun refused = waitWith("not the password", gone);

            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err()).contains("refuses the login").doesNotContain("not the password");
        }
        ProgramRun missing = waitFor(gone, "--wait-timeout", "1s");

        assertThat(missing.exitCode()).as(missing.err()).isEqualTo(3);
        assertThat(missing.err()).contains("there is no such database yet");
    }

    @Test
    void isBoundedAlsoWhereAServerTakesConnectionsAndSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            ProgramRun run = ProgramRun.of(
                    (settings, out) -> WaitRun.run(settings),
                    Map.of("MYSQL_HOST", "127.0.0.1", "MYSQL_PASSWORD", "x"),
                    "wait",
                    "--port",
                    String.valueOf(silent.getLocalPort()),
                    "--wait-timeout",
                    "1s");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
            assertThat(run.err()).contains("the database does not answer");
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
        }
    }
}
