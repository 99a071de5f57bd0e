package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A migration to v0.27.0 that stops at v0.26.4")
@Tag("server")
class TwoHopsTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void makesWhatOneHopMakes(TestServer server) throws SQLException {
        Map<String, Set<String>> oneHop;
        try (TestDatabase database = load(server);
                Connection connection = database.connect()) {
            run(database, Release.V0_27_0);
            oneHop = meaning(DatabaseSnapshot.of(connection));
        }
        try (TestDatabase database = load(server);
                Connection connection = database.connect()) {
            Snapshot before = PreservationOracle.snapshot(connection);
            run(database, Release.V0_26_4);
            ProgramRun second = run(database, Release.V0_27_0);
            assertThat(second.summary()).containsPattern("Preserved: (\\S+) of \\1 models, (\\S+) of \\2 references");
            assertThat(second.summary()).doesNotContain("changed or removed by users");
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection), "v0.27.0"))
                    .isEmpty();
            assertThat(meaning(DatabaseSnapshot.of(connection))).isEqualTo(oneHop);

            TableChecksums after = TableChecksums.of(connection).without(EndToEndTest.OWN_TABLES);
            run(database, Release.V0_27_0);
            assertThat(EndToEndTest.differences(after, connection)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void bringsNothingBackThatUsersRemovedInBetween(TestServer server) throws SQLException {
        try (TestDatabase database = load(server);
                Connection connection = database.connect()) {
            run(database, Release.V0_26_4);
            new UserEdits(database, connection).inV026BetweenHops();
            DatabaseSnapshot edited = DatabaseSnapshot.of(connection);
            run(database, Release.V0_27_0);
            DatabaseSnapshot after = DatabaseSnapshot.of(connection);
            assertThat(after.byKey("tenant_model_provider")).isEqualTo(edited.byKey("tenant_model_provider"));
            assertThat(after.byKey("tenant_model_instance")).isEqualTo(edited.byKey("tenant_model_instance"));

            Map<String, Set<String>> now = meaning(after);
            assertThat(keys(now, "Moonshot default")).doesNotContain(HopCases.REMOVED);
            assertThat(keys(now, "MWS default")).containsExactly("mws-off");
            assertThat(keys(now, "FunASR default")).containsExactly("fun");
            // the old rows of a credential that is gone decide about nothing
            assertThat(model(now, "aimlapi.com default openai/text-embedding-3-small"))
                    .contains("status: active", "type: 2");
            assertThat(model(now, "Tongyi-Qianwen default " + HopCases.ONE_TYPE))
                    .contains("status: active");
            assertThat(model(now, "Tongyi-Qianwen default " + HopCases.TWO_TYPES))
                    .contains("status: inactive", "type: 9");
            assertThat(model(now, "Tongyi-Qianwen default qwen3.8-max")).contains("status: inactive", "type: 9");

            TableChecksums migrated = TableChecksums.of(connection).without(EndToEndTest.OWN_TABLES);
            run(database, Release.V0_27_0);
            assertThat(EndToEndTest.differences(migrated, connection)).isEmpty();
        }
    }

    /** The names of an instance's models. */
    private static Set<String> keys(Map<String, Set<String>> meaning, String instance) {
        String start = HardCases.tenant(HopCases.AREA) + " " + instance + " ";
        return meaning.keySet().stream()
                .filter(name -> name.startsWith(start))
                .map(name -> name.substring(start.length()))
                .collect(Collectors.toSet());
    }

    private static Set<String> model(Map<String, Set<String>> meaning, String name) {
        return meaning.getOrDefault(HardCases.tenant(HopCases.AREA) + " " + name, Set.of());
    }

    static TestDatabase load(TestServer server) throws SQLException {
        TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
        HardCases.load(database);
        try (Connection connection = database.connect()) {
            HopCases.load(new LegacyRows(new RowLoader(connection), new TestSecrets()));
        }
        return database;
    }

    private static ProgramRun run(TestDatabase database, Release target) {
        ProgramRun run = ProgramRun.on(database, target);
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }

    /** What the rows of a tenant say, with names in place of the ids that every run draws. */
    static Map<String, Set<String>> meaning(DatabaseSnapshot database) {
        Map<String, String> names = new HashMap<>();
        Map<String, Set<String>> meaning = new TreeMap<>();
        for (Row row : database.rows("tenant_model_provider")) {
            names.put(row.text("id"), row.text("tenant_id") + " " + row.text("provider_name"));
        }
        for (Row row : database.rows("tenant_model_instance")) {
            String name = names.get(row.text("provider_id")) + " " + row.text("instance_name");
            names.put(row.text("id"), name);
            add(meaning, name, "key", row.get("api_key"));
            add(meaning, name, "extra", row.get("extra"));
            add(meaning, name, "status", row.get("status"));
        }
        for (Row row : database.rows("tenant_model")) {
            String name = names.get(row.text("instance_id")) + " " + row.text("model_name");
            names.put(row.text("id"), name);
            add(meaning, name, "type", row.get("model_type"));
            add(meaning, name, "extra", row.get("extra"));
            add(meaning, name, "status", row.get("status"));
        }
        for (StoredReference place : new ReferencePlaces(database).all()) {
            add(meaning, place.table() + " " + place.key(), place.column(), place.text());
        }
        for (String table : Set.of("tenant", "knowledgebase", "dialog", "memory")) {
            database.byKey(table).forEach((key, row) -> row.values().forEach((column, value) -> {
                if (value != null && column.matches("tenant_\\w+_id")) {
                    add(meaning, table + " " + key, column, names.get(value));
                }
            }));
        }
        return meaning;
    }

    private static void add(Map<String, Set<String>> meaning, String where, String what, @Nullable String value) {
        meaning.computeIfAbsent(where, any -> new TreeSet<>()).add(what + ": " + value);
    }
}
