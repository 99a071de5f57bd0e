package dev.ragflow.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class AdvisoryLockTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aSecondRunWaitsAndNamesTheHolder(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open()) {
            List<LockHolder> holders = new ArrayList<>();
            try (AdvisoryLock held = AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ZERO, holders::add)) {
                held.ensureHeld();
                assertThat(holders).isEmpty();

                assertThatThrownBy(() -> AdvisoryLock.acquire(
                                database, LockName.CHANGELOG, Duration.ofMillis(700), holders::add))
                        .isInstanceOf(LockNotObtainedException.class)
                        .hasMessageContaining("the changelog lock")
                        .hasMessageContaining("user " + testDatabase.settings().user())
                        .hasMessageContaining("--lock-timeout");
                assertThat(holders).hasSize(1);
                assertThat(holders.get(0).since()).startsWith("20");
            }
            AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ofSeconds(5), holders::add)
                    .close();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void theOtherDatabasesOfTheServerHaveTheirOwnChangelogLock(TestServer server) throws Exception {
        try (TestDatabase one = server.createDatabase();
                TestDatabase two = server.createDatabase();
                Database first = one.open();
                Database second = two.open();
                AdvisoryLock ofFirst = AdvisoryLock.acquire(first, LockName.CHANGELOG, Duration.ZERO, holder -> {});
                AdvisoryLock ofSecond = AdvisoryLock.acquire(second, LockName.CHANGELOG, Duration.ZERO, holder -> {})) {
            ofFirst.ensureHeld();
            ofSecond.ensureHeld();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aPodOfRagflowFindsItsStartUpLockTaken(TestServer server) throws Exception {
        String podTries = server == TestServer.POSTGRES
                ? "SELECT pg_try_advisory_lock(1241179007)"
                : "SELECT GET_LOCK('init_database_tables', 0) = 1";
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open();
                Connection pod = testDatabase.connect()) {
            try (AdvisoryLock held =
                    AdvisoryLock.acquire(database, LockName.RAGFLOW_START_UP, Duration.ZERO, holder -> {})) {
                held.ensureHeld();
                assertThat(isTrue(pod, podTries)).isFalse();
            }
            assertThat(eventuallyTrue(pod, podTries)).isTrue();
            assertThatThrownBy(() ->
                            AdvisoryLock.acquire(database, LockName.RAGFLOW_START_UP, Duration.ZERO, holder -> {}))
                    .hasMessageContaining("RAGFlow's start-up lock");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aLostConnectionIsNoticedAndFreesTheLock(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open();
                AdvisoryLock held = AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ZERO, holder -> {})) {
            List<LockHolder> holders = new ArrayList<>();
            assertThatThrownBy(() -> AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ZERO, holders::add))
                    .isInstanceOf(LockNotObtainedException.class);
            end(testDatabase, holders.get(0).connectionId());

            held.check();

            assertThatThrownBy(held::ensureHeld)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("Lost the changelog lock");
            AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ofSeconds(5), holder -> {})
                    .close();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARIADB")
    void aWaitingRunHearsSinceWhenTheLockIsHeld(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open();
                AdvisoryLock held = AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ZERO, holder -> {})) {
            List<LockHolder> holders = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(
                                () -> AdvisoryLock.acquire(database, LockName.CHANGELOG, Duration.ZERO, holders::add))
                        .isInstanceOf(LockNotObtainedException.class);
                // longer than the keep-alive
                Thread.sleep(3_000);
            }
            held.ensureHeld();

            assertThat(holders).hasSize(2);
            assertThat(holders.get(0).since())
                    .startsWith("20")
                    .isEqualTo(holders.get(1).since());
        }
    }

    private static void end(TestDatabase database, long connectionId) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    database.server() == TestServer.POSTGRES
                            ? "SELECT pg_terminate_backend(" + connectionId + ")"
                            : "KILL " + connectionId);
        }
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** The server needs a moment to notice that a session has ended. */
    private static boolean eventuallyTrue(Connection connection, String sql) throws Exception {
        for (int i = 0; i < 50; i++) {
            if (isTrue(connection, sql)) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }
}
