package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A model migration that is killed after every chunk")
@Tag("server")
class InterruptedMigrationTest {

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Ends the run at the given number of committed chunks. */
    private static StageProgress killedAfter(int chunks) {
        AtomicInteger left = new AtomicInteger(chunks);
        return (stage, table, done, total) -> {
            if (left.decrementAndGet() <= 0) {
                throw new Killed();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void endsAsOneThatWasNot(TestServer server) throws SQLException {
        try (TestDatabase killed = server.createDatabase().loadRelease("v0.26.4");
                TestDatabase straight = server.createDatabase().loadRelease("v0.26.4")) {
            HardCases.load(killed);
            HardCases.load(straight);
            try (Database database = killed.open();
                    Connection connection = killed.connect()) {
                Snapshot before = PreservationOracle.snapshot(connection);
                int kills = 0;
                while (isKilled(database, kills + 1)) {
                    kills++;
                }
                assertThat(kills).isGreaterThan(3);
                assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                        .isEmpty();
            }
            try (Database database = straight.open()) {
                ModelRun.of(database, StageProgress.NONE);
            }
            assertThat(meaning(killed).differencesTo(meaning(straight))).isEmpty();
        }
    }

    private static boolean isKilled(Database database, int chunks) {
        try {
            ModelRun.of(database, killedAfter(chunks));
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private static TableChecksums meaning(TestDatabase test) throws SQLException {
        try (Connection connection = test.connect()) {
            return ModelRun.withoutOwnTables(TableChecksums.masked(connection));
        }
    }
}
