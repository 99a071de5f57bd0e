package dev.ragflow.migrator.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.testing.RestartableServer;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A chunk is tried again, and nothing is counted twice, after")
@Tag("server")
class RetryTest {

    private static final String ONCE = Counted.ROWS + "x1";

    private static Pacing pacing(RetryLimit retries) {
        return new Pacing(
                ChunkSize.Bounds.fixed(10),
                1,
                retries,
                Throttle.off(),
                new Interruption(),
                () -> {},
                StageProgress.NONE);
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("a deadlock")
    void deadlock(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection other = test.connect()) {
            Counted counted = new Counted(database);
            // the heavier transaction survives
            execute(other, "CREATE TABLE ballast (id INT)");
            other.setAutoCommit(false);
            for (int i = 0; i < 100; i++) {
                execute(other, "INSERT INTO ballast VALUES (1)");
            }
            execute(other, "UPDATE counted SET times = times WHERE id = 'k029'");

            counted.pass(pacing(RetryLimit.DEFAULT), (attempt, transaction) -> {
                if (attempt != 2) {
                    return;
                }
                CountDownLatch begun = new CountDownLatch(1);
                CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {
                    begun.countDown();
                    try {
                        // a row of the chunk that is being written
                        execute(other, "UPDATE counted SET times = times WHERE id = 'k015'");
                        other.commit();
                    } catch (SQLException victim) {
                        throw new IllegalStateException(victim);
                    }
                });
                await(begun);
                if (server == TestServer.POSTGRES) {
                    // whoever waits longest finds the deadlock; it shall be us
                    execute(transaction, "SET LOCAL deadlock_timeout = '100ms'");
                }
                execute(transaction, "UPDATE counted SET times = times WHERE id = 'k029'");
                waits.join();
            });

            assertThat(counted.attempts()).isEqualTo(4);
            assertThat(Counted.times(test)).isEqualTo(ONCE);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("a lock that somebody held for long")
    void lockWait(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection other = test.connect()) {
            Counted counted = new Counted(database);
            other.setAutoCommit(false);
            execute(other, "CREATE TABLE held (id INT PRIMARY KEY)", "INSERT INTO held VALUES (1)");
            other.commit();
            execute(other, "UPDATE held SET id = 1");

            counted.pass(pacing(RetryLimit.DEFAULT), (attempt, transaction) -> {
                if (attempt == 3) {
                    other.rollback();
                }
                execute(
                        transaction,
                        server == TestServer.POSTGRES
                                ? "SET LOCAL lock_timeout = '200ms'"
                                : "SET innodb_lock_wait_timeout = 1",
                        "UPDATE held SET id = 2 WHERE id = 1");
            });

            assertThat(counted.attempts()).isEqualTo(5);
            assertThat(Counted.times(test)).isEqualTo(ONCE);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("its connection was killed")
    void killedConnection(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection administrator = test.connect()) {
            Counted counted = new Counted(database);

            counted.pass(pacing(RetryLimit.DEFAULT), (attempt, transaction) -> {
                if (attempt == 1 || attempt == 3) {
                    execute(
                            administrator,
                            server == TestServer.POSTGRES
                                    ? "SELECT pg_terminate_backend(" + id(transaction, "pg_backend_pid()") + ")"
                                    : "KILL " + id(transaction, "CONNECTION_ID()"));
                }
            });

            assertThat(counted.attempts()).isEqualTo(5);
            assertThat(Counted.times(test)).isEqualTo(ONCE);
        }
    }

    private static long id(Connection connection, String function) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + function)) {
            row.next();
            return row.getLong(1);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARIADB")
    @DisplayName("a restart of the server")
    void restartedServer(TestServer kind) throws SQLException {
        RestartableServer server = RestartableServer.start(kind);
        try (Database database = server.open()) {
            Counted counted = new Counted(database);

            counted.pass(pacing(RetryLimit.DEFAULT), (attempt, transaction) -> {
                if (attempt == 2) {
                    server.restart();
                }
            });

            assertThat(counted.attempts()).isEqualTo(4);
            assertThat(Counted.times(database.dedicatedConnection())).isEqualTo(ONCE);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("a server that was read-only, but not for ever")
    void readOnly(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open()) {
            Counted counted = new Counted(database);
            Counted.Trouble readOnly = (attempt, transaction) -> {
                if (attempt <= 2 || attempt >= 5) {
                    readOnly(server, transaction);
                }
            };

            assertThatThrownBy(() -> counted.pass(pacing(new RetryLimit(5, Duration.ofMinutes(1))), readOnly))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("after key k019")
                    .hasMessageContaining("the next run continues from there");
            assertThat(counted.attempts()).isEqualTo(9);
            assertThat(Counted.times(test)).isEqualTo("10x0 20x1");
        }
    }

    /** What a write says on a server that has become a replica. */
    private static void readOnly(TestServer server, Connection transaction) throws SQLException {
        transaction.rollback();
        transaction.setAutoCommit(true);
        transaction.setAutoCommit(false);
        execute(
                transaction,
                server == TestServer.POSTGRES ? "SET TRANSACTION READ ONLY" : "START TRANSACTION READ ONLY");
        execute(transaction, "UPDATE counted SET times = times + 1");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("but never when the run must stop: the guard keeps the transaction from being committed")
    void guard(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open()) {
            Counted counted = new Counted(database);
            AtomicBoolean lost = new AtomicBoolean();
            Pacing pacing = new Pacing(
                    ChunkSize.Bounds.fixed(10),
                    1,
                    RetryLimit.DEFAULT,
                    Throttle.off(),
                    new Interruption(),
                    () -> {
                        if (lost.get()) {
                            throw new MigrationException("lost the lock");
                        }
                    },
                    StageProgress.NONE);

            assertThatThrownBy(() -> counted.pass(pacing, (attempt, transaction) -> lost.set(attempt == 2)))
                    .isInstanceOf(MigrationException.class)
                    .hasMessage("lost the lock");

            assertThat(Counted.times(test)).isEqualTo("20x0 10x1");
            assertThat(counted.checkpoints().find("counting").orElseThrow().lastKey())
                    .isEqualTo("k009");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("or when it is to end: the chunk is committed, and the next pass goes on behind it")
    void interruption(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open()) {
            Counted counted = new Counted(database);
            Interruption interruption = new Interruption();
            Pacing pacing = new Pacing(
                    ChunkSize.Bounds.fixed(10),
                    1,
                    RetryLimit.DEFAULT,
                    Throttle.off(),
                    interruption,
                    () -> {},
                    StageProgress.NONE);

            assertThatThrownBy(() -> counted.pass(pacing, (attempt, transaction) -> interruption.request("SIGTERM")))
                    .isInstanceOf(InterruptedRunException.class)
                    .hasMessageContaining("SIGTERM");
            assertThat(Counted.times(test)).isEqualTo("20x0 10x1");

            counted.pass(pacing(RetryLimit.DEFAULT), (attempt, transaction) -> {});
            assertThat(Counted.times(test)).isEqualTo(ONCE);
        }
    }
}
