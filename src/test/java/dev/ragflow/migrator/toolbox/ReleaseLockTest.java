package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The command release-lock")
@Tag("server")
class ReleaseLockTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void showsWhoHoldsALockAndEndsThemOnDemand(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase()) {
            database.execute(
                    "CREATE TABLE "
                            + (server == TestServer.POSTGRES ? "databasechangeloglock" : "DATABASECHANGELOGLOCK")
                            + " (id INT NOT NULL PRIMARY KEY, locked "
                            + (server == TestServer.POSTGRES ? "BOOLEAN" : "BIT(1)")
                            + " NOT NULL, lockgranted TIMESTAMP NULL, lockedby VARCHAR(255))",
                    "INSERT INTO " + (server == TestServer.POSTGRES ? "databasechangeloglock" : "DATABASECHANGELOGLOCK")
                            + " VALUES (1, TRUE, '2026-01-31 12:00:00', 'old-pod (10.0.0.7)')");
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            try (Connection holder = startingPod(database)) {
                ToolRun shown = run(database.settings(), ToolSettings.NONE);
                assertThat(shown.exitCode()).as(shown.log()).isEqualTo(6);
                assertThat(shown.out())
                        .contains(LockName.CHANGELOG.description() + ": free")
                        .contains(LockName.RAGFLOW_START_UP.description() + ": held by connection ")
                        .contains("user " + database.settings().user(), "host ", "since 20", "none (idle)")
                        .contains("locked by old-pod (10.0.0.7) since 2026-01-31 12:00:00")
                        .contains("--force");
                assertThat(isAlive(holder)).isTrue();

                ToolRun denied = run(reader, ToolSettings.NONE.forced());
                assertThat(denied.exitCode()).as(denied.log()).isEqualTo(1);
                assertThat(denied.log())
                        .containsPattern("reader\\d+ may not clear it: it lacks UPDATE")
                        .containsPattern(
                                "The account reader\\d+ may not end connection \\d+: it lacks (CONNECTION.ADMIN"
                                        + "|membership in pg_signal_backend)");
                assertThat(isAlive(holder)).isTrue();

                ToolRun forced = run(database.settings(), ToolSettings.NONE.forced());
                assertThat(forced.exitCode()).as(forced.log()).isZero();
                assertThat(forced.out()).contains("ended, the lock is free", "  cleared");
                assertThat(isAlive(holder)).isFalse();
            }
            ToolRun free = run(database.settings(), ToolSettings.NONE);
            assertThat(free.exitCode()).isZero();
            assertThat(free.out().lines()).hasSize(2).allMatch(line -> line.endsWith(": free"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void showsTheRunningStatementWithoutItsValues(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase();
                Connection holder = startingPod(database)) {
            String sleep = server == TestServer.POSTGRES
                    ? "SELECT pg_sleep(60), 'sk-very-secret'"
                    : "SELECT SLEEP(60), 'sk-very-secret'";
            Thread busy = new Thread(() -> {
                try (Statement statement = holder.createStatement()) {
                    statement.execute(sleep);
                } catch (SQLException ended) {
                    // as it should be
                }
            });
            busy.start();
            ToolRun shown = run(database.settings(), ToolSettings.NONE);
            for (int i = 0; i < 50 && shown.out().contains("idle"); i++) {
                Thread.sleep(100);
                shown = run(database.settings(), ToolSettings.NONE);
            }
            assertThat(shown.out()).containsPattern("running statement: SELECT .*(?i)sleep\\(60\\), '…'");
            assertThat(shown.out() + shown.log()).doesNotContain("sk-very-secret");
            assertThat(run(database.settings(), ToolSettings.NONE.forced()).exitCode())
                    .isZero();
            busy.join();
        }
    }

    /** What a pod of RAGFlow does at its start. */
    private static Connection startingPod(TestDatabase database) throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        database.server() == TestServer.POSTGRES
                                ? "SELECT pg_try_advisory_lock(1241179007)"
                                : "SELECT GET_LOCK('init_database_tables', 0) = 1")) {
            row.next();
            assertThat(row.getBoolean(1)).isTrue();
        }
        return connection;
    }

    private static boolean isAlive(Connection connection) throws SQLException {
        return connection.isValid(5);
    }

    private static ToolRun run(ConnectionSettings login, ToolSettings tools) {
        return ToolRun.run(
                ReleaseLockRun::run,
                ToolRun.settings(Command.RELEASE_LOCK, login, Release.newest(), OutputFormat.TEXT, tools));
    }
}
