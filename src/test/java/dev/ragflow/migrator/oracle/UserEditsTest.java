package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What users changed since")
@Tag("server")
class UserEditsTest {

    private static final ReleaseCatalogue CATALOGUE = ReleaseCatalogue.of("v0.27.0");

    private static final String ID_COLUMN = "tenant_(llm|embd|asr|img2txt|rerank|tts|ocr)_id";

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void staysThroughRunAfterRun(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.load(database);
            run(database, Release.V0_27_0);
            new UserEdits(database, connection).first();
            nothingComesBack(database, connection);
            new UserEdits(database, connection).second();
            nothingComesBack(database, connection);
        }
    }

    private static void nothingComesBack(TestDatabase database, Connection connection) throws SQLException {
        DatabaseSnapshot edited = DatabaseSnapshot.of(connection);
        run(database, Release.V0_27_0);
        DatabaseSnapshot after = DatabaseSnapshot.of(connection);
        assertThat(withoutIds(after)).isEqualTo(withoutIds(edited));
        assertThat(new IdColumnCheck(after, new NewApplication(after, CATALOGUE)).violations())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void inV026IsWhatV027Shows(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.load(database);
            run(database, Release.V0_26_4);
            new UserEdits(database, connection).inV026();
            DatabaseSnapshot edited = DatabaseSnapshot.of(connection);
            run(database, Release.V0_27_0);
            DatabaseSnapshot after = DatabaseSnapshot.of(connection);
            for (String table : Set.of("tenant_model_provider", "tenant_model_instance", "tenant_llm")) {
                assertThat(after.byKey(table).keySet())
                        .isEqualTo(edited.byKey(table).keySet());
            }
            // the new tables alone say what these tenants have
            DatabaseSnapshot start = withoutLegacyModels(edited, HardCases.tenant("states"), HardCases.tenant("urls"));
            NewApplication application = new NewApplication(after, CATALOGUE);
            assertThat(new NativeModelCheck(start, after, application, CATALOGUE).violations())
                    .isEmpty();
            assertThat(new IdColumnCheck(after, application).violations()).isEmpty();
            run(database, Release.V0_27_0);
            assertThat(withoutIds(DatabaseSnapshot.of(connection))).isEqualTo(withoutIds(after));
        }
    }

    private static void run(TestDatabase database, Release target) {
        ProgramRun run = ProgramRun.on(database, target);
        assertThat(run.exitCode()).as("%s", run).isZero();
    }

    /** All rows of RAGFlow's tables by table and key, the columns aside that follow the names of default models. */
    private static Map<String, Set<String>> withoutIds(DatabaseSnapshot snapshot) {
        Map<String, Set<String>> tables = new TreeMap<>();
        snapshot.tables().forEach((table, rows) -> {
            Set<String> texts = tables.computeIfAbsent(table, name -> new TreeSet<>());
            for (Row row : rows) {
                SortedMap<String, @Nullable String> values = new TreeMap<>(row.values());
                values.keySet().removeIf(column -> column.matches(ID_COLUMN));
                texts.add(values.toString());
            }
        });
        tables.keySet().removeAll(Set.of(EndToEndTest.OWN_TABLES));
        return tables;
    }

    private static DatabaseSnapshot withoutLegacyModels(DatabaseSnapshot snapshot, String... tenants) {
        SortedMap<String, List<Row>> tables = new TreeMap<>(snapshot.tables());
        tables.computeIfPresent("tenant_llm", (table, rows) -> rows.stream()
                .filter(row -> !Set.of(tenants).contains(row.text("tenant_id")))
                .toList());
        return new DatabaseSnapshot(tables, snapshot.primaryKeys(), snapshot.ignoresCase());
    }
}
