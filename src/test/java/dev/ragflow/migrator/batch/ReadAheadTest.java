package dev.ragflow.migrator.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Ranges that are read ahead")
@Tag("server")
class ReadAheadTest {

    private static final int WORKERS = 4;
    private static final int RANGE = 4;

    /** Counts rows up, and fails where it is told. */
    private static final class Ranges implements RangeReader<List<String>> {

        private final Map<String, SQLException> failingReads = new ConcurrentHashMap<>();
        private final Map<String, SQLException> failingWrites = new ConcurrentHashMap<>();
        private final Map<String, Chunk.Order> orders = new HashMap<>();
        private final AtomicInteger writing = new AtomicInteger();
        private final AtomicInteger mostWriting = new AtomicInteger();
        private final Set<String> readers = ConcurrentHashMap.newKeySet();
        private final List<String> written = new ArrayList<>();

        @Override
        public Optional<List<String>> range(Connection connection, @Nullable String after, int size)
                throws SQLException {
            return Optional.of(Counted.keys(connection, after, size)).filter(found -> !found.isEmpty());
        }

        @Override
        public String lastKey(List<String> range) {
            return range.get(range.size() - 1);
        }

        @Override
        public Chunk read(Connection connection, List<String> keys) throws SQLException {
            readers.add(Thread.currentThread().getName() + connection.hashCode());
            // the first of several takes longest
            pause(keys.get(0).equals("k000") ? 100 : 5);
            fail(failingReads, keys.get(0));
            Chunk.Order order = orders.getOrDefault(keys.get(0), orders.getOrDefault("", Chunk.Order.BEHIND));
            return Counted.chunk(
                    keys,
                    order,
                    transaction -> {
                        mostWriting.accumulateAndGet(writing.incrementAndGet(), Math::max);
                        pause(20);
                        writing.decrementAndGet();
                        fail(failingWrites, keys.get(0));
                    },
                    () -> written.add(keys.get(0)));
        }

        private static void fail(Map<String, SQLException> failures, String key) throws SQLException {
            SQLException failure = failures.remove(key);
            if (failure != null) {
                throw failure;
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Pacing pacing(Interruption interruption, StageProgress progress) {
        return new Pacing(
                ChunkSize.Bounds.fixed(RANGE),
                WORKERS,
                new RetryLimit(3, Duration.ofMinutes(1)),
                Throttle.off(),
                interruption,
                () -> {},
                progress);
    }

    private static void pass(Database database, Counted counted, Pacing pacing, Ranges ranges) throws SQLException {
        new ChunkedPass(database, counted.checkpoints(), pacing)
                .run(counted.checkpoints().begin("counting", 0), "counting", "counted", Counted.ROWS, ranges);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areWrittenOnceAndInTheirOrderWhateverFails(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = Database.open(test.settings(), 2 * WORKERS)) {
            Counted counted = new Counted(database);
            Ranges ranges = new Ranges();
            ranges.failingReads.put("k008", new SQLException("deadlock", "40001", 1213));
            ranges.failingWrites.put("k016", new SQLException("lost", "08S01"));
            ranges.failingWrites.put("k028", new SQLException("lock wait", "HY000", 1205));

            pass(database, counted, pacing(new Interruption(), StageProgress.NONE), ranges);

            assertThat(ranges.written).containsExactly("k000", "k004", "k008", "k012", "k016", "k020", "k024", "k028");
            assertThat(Counted.times(test)).isEqualTo("30x1");
            assertThat(ranges.readers).as("threads and connections").hasSizeGreaterThan(1);
            assertThat(counted.checkpoints().find("counting").orElseThrow().finished())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areWrittenAtOnceWhereTheyMayAndCommittedInTheirOrder(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = Database.open(test.settings(), 2 * WORKERS)) {
            Counted counted = new Counted(database);
            Ranges ranges = new Ranges();
            ranges.orders.put("", Chunk.Order.OVERLAPPING);
            ranges.orders.put("k008", Chunk.Order.BEHIND);
            ranges.orders.put("k016", Chunk.Order.ANEW);
            ranges.failingReads.put("k008", new SQLException("deadlock", "40001", 1213));
            ranges.failingWrites.put("k004", new SQLException("lost", "08S01"));
            ranges.failingWrites.put("k008", new SQLException("deadlock", "40001", 1213));
            ranges.failingWrites.put("k024", new SQLException("lock wait", "HY000", 1205));
            List<Long> done = new ArrayList<>();
            Interruption end = new Interruption();

            assertThatThrownBy(() -> pass(
                            database,
                            counted,
                            pacing(end, (stage, table, rows, total) -> {
                                done.add(rows);
                                if (rows == 20) {
                                    end.request("SIGTERM");
                                }
                            }),
                            ranges))
                    .isInstanceOf(InterruptedRunException.class);
            assertThat(done).containsExactly(4L, 8L, 12L, 16L, 20L);
            pass(database, counted, pacing(new Interruption(), StageProgress.NONE), ranges);

            assertThat(ranges.written).containsExactly("k000", "k004", "k008", "k012", "k016", "k020", "k024", "k028");
            assertThat(ranges.mostWriting).as("chunks written at once").hasValueGreaterThan(1);
            assertThat(Counted.times(test)).isEqualTo("30x1");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areForgottenWhenTheRunEnds(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase();
                Database database = Database.open(test.settings(), 2 * WORKERS)) {
            Counted counted = new Counted(database);
            Interruption interruption = new Interruption();
            Pacing ending = pacing(interruption, (stage, table, done, total) -> {
                if (done == 2 * RANGE) {
                    interruption.request("SIGTERM");
                }
            });
            assertThatThrownBy(() -> pass(database, counted, ending, new Ranges()))
                    .isInstanceOf(InterruptedRunException.class);
            assertThat(Counted.times(test)).isEqualTo("22x0 8x1");

            Ranges failing = new Ranges();
            failing.failingReads.put("k016", new SQLException("full", "HY000", 1114));
            assertThatThrownBy(() -> pass(database, counted, pacing(new Interruption(), StageProgress.NONE), failing))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("after key k015");
            assertThat(Counted.times(test)).isEqualTo("14x0 16x1");

            pass(database, counted, pacing(new Interruption(), StageProgress.NONE), new Ranges());
            assertThat(Counted.times(test)).isEqualTo("30x1");
        }
    }
}
