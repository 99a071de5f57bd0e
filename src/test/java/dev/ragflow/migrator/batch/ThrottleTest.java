package dev.ragflow.migrator.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ThrottleTest {

    private static final int BUSY = 3;

    private static Pacing pacing(ServerLoad load, Interruption interruption) {
        return new Pacing(
                ChunkSize.Bounds.DEFAULT,
                1,
                RetryLimit.DEFAULT,
                new Throttle(List.of(load)),
                interruption,
                () -> {},
                StageProgress.NONE);
    }

    /** Statements that run for some time. */
    private static List<CompletableFuture<Void>> busy(TestDatabase test, double seconds) {
        String sql = test.server() == TestServer.POSTGRES ? "SELECT pg_sleep(%s)" : "SELECT SLEEP(%s)";
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < BUSY; i++) {
            running.add(CompletableFuture.runAsync(
                    () -> {
                        try (Connection connection = test.connect();
                                Statement statement = connection.createStatement()) {
                            statement.execute(sql.formatted(seconds));
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        return running;
    }

    /**
     * How many of them the server works on. The numbers that the load is read from may go down again meanwhile: MySQL counts
     * those that log in.
     */
    private static long sleeping(TestDatabase test) throws SQLException {
        String sql = test.server() == TestServer.POSTGRES ? """
                SELECT COUNT(*) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT pg_sleep(%'
                """ : """
                SELECT COUNT(*) FROM information_schema.PROCESSLIST
                WHERE DB = DATABASE() AND INFO LIKE 'SELECT SLEEP(%'
                """;
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitBusy(TestDatabase test) throws SQLException {
        while (sleeping(test) < BUSY) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void holdsChunksBackWhileTheServerIsBusy(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open()) {
            Counted counted = new Counted(database);
            ServerLoad load = new RunningThreads(database, 2);
            List<CompletableFuture<Void>> running = busy(test, 4);
            awaitBusy(test);
            assertThat(load.tooHigh().orElseThrow()).contains("other threads are running, the limit is 2");

            counted.pass(pacing(load, new Interruption()), (attempt, transaction) -> {
                // the first of them has ended, or it would still be too much
                assertThat(sleeping(test)).isLessThan(BUSY);
            });

            assertThat(Counted.times(test)).isEqualTo(Counted.ROWS + "x1");
            running.forEach(CompletableFuture::join);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void endsWhileItHoldsBack(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = test.open()) {
            Counted counted = new Counted(database);
            Interruption interruption = new Interruption();
            ServerLoad load = () -> {
                interruption.request("SIGTERM");
                return new ReplicaLag(database, Duration.ofSeconds(2), "SELECT 7.5").tooHigh();
            };

            assertThatThrownBy(() -> counted.pass(pacing(load, interruption), (attempt, transaction) -> {}))
                    .isInstanceOf(InterruptedRunException.class);
            assertThat(counted.attempts()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void readsTheLagOfReplicas(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().execute("CREATE TABLE heartbeat (behind DECIMAL(9,3))");
                Database database = test.open()) {
            ServerLoad load = new ReplicaLag(database, Duration.ofSeconds(10), "SELECT MAX(behind) FROM heartbeat");

            assertThat(load.tooHigh()).isEmpty();
            test.execute("INSERT INTO heartbeat VALUES (9.9)");
            assertThat(load.tooHigh()).isEmpty();
            test.execute("INSERT INTO heartbeat VALUES (12.34)");
            assertThat(load.tooHigh()).hasValue("the replica is 12.3 s behind, the limit is 10 s");
            assertThatThrownBy(() ->
                            new Throttle(List.of(new ReplicaLag(database, Duration.ZERO, "SELECT nothing"))).ask())
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void asksPostgresItself() throws SQLException {
        try (TestDatabase test = TestServer.POSTGRES.createDatabase();
                Database database = test.open()) {
            assertThat(new ReplicaLag(database, Duration.ofSeconds(1), ReplicaLag.POSTGRES_QUERY).tooHigh())
                    .isEmpty();
        }
    }
}
