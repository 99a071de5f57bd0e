package dev.ragflow.migrator.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ChunkedPassTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

    /** Writes its key into a table, and fails as it is told. */
    private record Row(String lastKey, List<SQLException> failures) implements Chunk {

        @Override
        public long count() {
            return 1;
        }

        @Override
        public void write(Connection transaction) throws SQLException {
            try (Statement statement = transaction.createStatement()) {
                statement.executeUpdate("INSERT INTO done (id) VALUES ('" + lastKey + "')");
            }
            if (!failures.isEmpty()) {
                throw failures.remove(0);
            }
        }

        @Override
        public void committed() {}
    }

    private static ChunkReader keys(List<SQLException> failures, String... keys) {
        return (connection, after, size) -> {
            for (String key : keys) {
                if (after == null || key.compareTo(after) > 0) {
                    return Optional.of(new Row(key, key.equals("b") ? failures : new ArrayList<>()));
                }
            }
            return Optional.empty();
        };
    }

    private static List<String> done(TestDatabase test) throws SQLException {
        List<String> done = new ArrayList<>();
        try (Connection connection = test.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM done ORDER BY id")) {
            while (row.next()) {
                done.add(row.getString(1));
            }
        }
        return done;
    }

    private static @Nullable String lastKey(Checkpoints checkpoints) throws SQLException {
        return checkpoints.find("stage").map(Checkpoint::lastKey).orElse(null);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void retriesWhatMayGoAwayAndGoesOnBehindTheCheckpoint(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().execute("CREATE TABLE done (id VARCHAR(9) PRIMARY KEY)");
                Database database = test.open()) {
            Checkpoints checkpoints = new Checkpoints(database, CLOCK);
            assertThat(checkpoints.find("stage")).isEmpty();
            List<String> progress = new ArrayList<>();
            ChunkedPass pass = new ChunkedPass(
                    database,
                    checkpoints,
                    Pacing.of((stage, table, rows, total) -> progress.add(stage + table + rows + "/" + total)));
            Checkpoint first = checkpoints.begin("stage", 77);
            List<SQLException> failures = new ArrayList<>(
                    List.of(new SQLException("deadlock", "40001", 1213), new SQLException("full", "HY000", 1114)));

            assertThatThrownBy(() -> pass.run(first, "s", "t", 3, keys(failures, "a", "b", "c")))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("table t after key a");
            assertThat(done(test)).containsExactly("a");
            assertThat(lastKey(checkpoints)).isEqualTo("a");
            assertThat(progress).containsExactly("st1/3");

            // the mark of the interrupted pass stays, whatever was written since
            Checkpoint again = checkpoints.begin("stage", 99);
            assertThat(again).isEqualTo(checkpoints.find("stage").orElseThrow());
            pass.run(again, "s", "t", 3, keys(failures, "a", "b", "c"));

            assertThat(done(test)).containsExactly("a", "b", "c");
            Checkpoint finished = checkpoints.find("stage").orElseThrow();
            assertThat(finished).isEqualTo(new Checkpoint("stage", null, true, 5_000, 5_000, 5_000L, 77L, 77));
            assertThat(checkpoints.begin("stage", 99))
                    .isEqualTo(new Checkpoint("stage", null, false, 5_000, 5_000, 5_000L, 77L, 99));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void givesUpAfterAWhile(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().execute("CREATE TABLE done (id VARCHAR(9) PRIMARY KEY)");
                Database database = test.open()) {
            Checkpoints checkpoints = new Checkpoints(database, CLOCK);
            Pacing pacing = new Pacing(
                    ChunkSize.Bounds.DEFAULT,
                    1,
                    new RetryLimit(5, Duration.ofMinutes(1)),
                    Throttle.off(),
                    new Interruption(),
                    () -> {},
                    StageProgress.NONE);
            ChunkedPass pass = new ChunkedPass(database, checkpoints, pacing);
            List<SQLException> failures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                failures.add(new SQLException("lock wait", "HY000", 1205));
            }

            assertThatThrownBy(() -> pass.run(checkpoints.begin("stage", 0), "s", "t", 2, keys(failures, "a", "b")))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("1205");
            assertThat(failures).hasSize(95);
            assertThat(done(test)).containsExactly("a");
        }
    }
}
