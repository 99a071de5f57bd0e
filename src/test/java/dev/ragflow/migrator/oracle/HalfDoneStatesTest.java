package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What RAGFlow's own script left half-done")
@Tag("server")
class HalfDoneStatesTest {

    /** A database of v0.25, and the same as this program brought it to a release; copied for each test. */
    private record Bases(TestDatabase legacy, Snapshot before, Map<Release, TestDatabase> migrated) {}

    private static final Map<TestServer, Bases> BASES = new EnumMap<>(TestServer.class);

    @ParameterizedTest(name = "{1} on {0}")
    @CsvSource({
        "MYSQL,    MARKED_WITHOUT_A_MERGE",
        "MYSQL,    RENAMED",
        "MYSQL,    RENAMED_AND_CREATED_ANEW",
        "POSTGRES, RENAMED_AND_CREATED_ANEW",
        "MYSQL,    ALL_DEFAULT",
        "MYSQL,    MARKED_AFTER_A_BAD_MERGE",
        "POSTGRES, MARKED_AFTER_A_BAD_MERGE",
        "MYSQL,    NO_TYPES",
        "POSTGRES, NO_TYPES",
        "MYSQL,    V025_TABLES",
        "POSTGRES, V025_TABLES"
    })
    void comesToTheRules(TestServer server, HalfDoneState state) throws SQLException {
        Bases bases = bases(server);
        try (TestDatabase database = base(bases, state.base()).copy();
                Connection connection = database.connect()) {
            state.leaveIn(database);
            if (state.base().isPresent()) {
                EndToEndTest.forgetTables(database);
            }
            Snapshot start = PreservationOracle.snapshot(connection);
            Snapshot before = state.base().isPresent() ? bases.before : start;
            if (state.needsRepair()) {
                // a repair may also come late
                ProgramRun plain = ProgramRun.on(database, Release.V0_27_0);
                assertThat(plain.exitCode()).as("before --repair: %s", plain).isZero();
                assertThat(plain.summary()).contains("--repair");
            }
            ProgramRun run = ProgramRun.on(database, Release.V0_27_0, state.needsRepair());
            assertThat(PreservationOracle.check(before, start, PreservationOracle.snapshot(connection), "v0.27.0"))
                    .isEmpty();
            assertThat(run.exitCode()).as("%s", run).isZero();

            TableChecksums after = TableChecksums.of(connection).without(EndToEndTest.OWN_TABLES);
            ProgramRun second = ProgramRun.on(database, Release.V0_27_0, state.needsRepair());
            assertThat(second.exitCode()).as("%s", second).isZero();
            assertThat(EndToEndTest.differences(after, connection)).isEmpty();
            EndToEndTest.noSecretsIn(database, connection, run, second);
        }
    }

    @AfterAll
    static void drop() {
        for (Bases bases : BASES.values()) {
            bases.legacy.close();
            bases.migrated.values().forEach(TestDatabase::close);
        }
        BASES.clear();
    }

    private static TestDatabase base(Bases bases, Optional<Release> release) {
        return release.map(target -> bases.migrated.computeIfAbsent(target, any -> {
                    TestDatabase database = bases.legacy.copy();
                    ProgramRun run = ProgramRun.on(database, target);
                    assertThat(run.exitCode()).as("%s", run).isZero();
                    return database;
                }))
                .orElse(bases.legacy);
    }

    private static Bases bases(TestServer server) throws SQLException {
        Bases known = BASES.get(server);
        if (known != null) {
            return known;
        }
        TestDatabase legacy = server.createDatabase().loadRelease("v0.25.6");
        HardCases.load(legacy);
        try (Connection connection = legacy.connect()) {
            Bases bases = new Bases(legacy, PreservationOracle.snapshot(connection), new EnumMap<>(Release.class));
            BASES.put(server, bases);
            return bases;
        }
    }
}
