package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.batch.ChunkSize;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.ModelIds;
import dev.ragflow.migrator.model.tables.InsertBatch;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.oracle.PreservationOracle;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class StageRunsTest {

    /** Left by a pod whose clock was wrong. */
    private static final long YEARS_AHEAD =
            Instant.now().plus(Duration.ofDays(3_650)).toEpochMilli();

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void preserveTheHardCasesAndThenHaveNothingToDo(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            HardCases.load(fixture.database());
            PreservationOracle.Snapshot before = PreservationOracle.snapshot(fixture.connection());

            fixture.run();

            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(fixture.connection())))
                    .isEmpty();
            TableChecksums first = TableChecksums.of(fixture.connection());
            assertThat(fixture.withWork()).isEmpty();
            assertThat(fixture.run()).noneMatch(result -> result.changedAnything());
            assertThat(TableChecksums.of(fixture.connection()).differencesTo(first))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void goOnWhereTheyWereKilled(TestServer server) throws SQLException {
        try (ModelFixture undisturbed = new ModelFixture(server);
                ModelFixture killed = new ModelFixture(server)) {
            manyTenants(undisturbed);
            manyTenants(killed);
            undisturbed.run();

            AtomicInteger chunks = new AtomicInteger();
            for (String stage : killed.stages().names()) {
                ModelStages dying = killed.stages(
                        Pacing.of(ChunkSize.Bounds.fixed(250), (name, table, done, total) -> {
                            // after every second commit, as if the power went
                            if (chunks.incrementAndGet() % 2 == 0) {
                                throw new IllegalStateException("killed");
                            }
                        }),
                        killed::widen);
                int attempts = 0;
                while (attempts < 50) {
                    try {
                        dying.run(stage);
                        break;
                    } catch (IllegalStateException e) {
                        attempts++;
                    }
                }
                assertThat(attempts).isLessThan(50);
            }

            assertThat(chunks.get()).isGreaterThan(12);
            assertThat(killed.newTables()).isEqualTo(undisturbed.newTables()).hasSizeGreaterThan(3_000);
            assertThat(killed.rows("SELECT id, llm_id FROM dialog"))
                    .isEqualTo(undisturbed.rows("SELECT id, llm_id FROM dialog"));
            assertThat(killed.withWork()).isEmpty();
        }
    }

    @Test
    void havePostgresCountWhatTheyFill() throws SQLException {
        try (ModelFixture fixture = new ModelFixture(TestServer.POSTGRES)) {
            manyTenants(fixture);
            List<String> counted = new ArrayList<>();
            ModelStages stages = fixture.stages(
                    Pacing.of(ChunkSize.Bounds.fixed(200), (name, table, done, total) -> {
                        if (done < total) {
                            counted.addAll(counted(fixture));
                        }
                    }),
                    fixture::widen);

            stages.run("tenant_model_provider");

            assertThat(counted).contains("tenant_model_instance", "ragflow_migrator_instance");
        }
    }

    private static List<String> counted(ModelFixture fixture) {
        try {
            return fixture.rows("""
                    SELECT relname FROM pg_class
                    WHERE relname IN ('tenant_model_instance', 'ragflow_migrator_instance')
                      AND relkind = 'r' AND reltuples >= 1000""");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void manyTenants(ModelFixture fixture) throws SQLException {
        fixture.connection().setAutoCommit(false);
        for (int tenant = 0; tenant < 700; tenant++) {
            String id = "tenant%04d".formatted(tenant);
            fixture.legacy(id, "Ollama", "one", "chat", "", "http://a");
            fixture.legacy(id, "Ollama", "two", "chat", "", "http://b");
            fixture.legacy(id, "OpenAI", "gpt-4o", "chat", "sk", "", "0", OLD);
            for (int dialog = 0; dialog < 2; dialog++) {
                fixture.insert("dialog", values("id", id + dialog, "tenant_id", id, "llm_id", "two@Ollama"));
            }
        }
        fixture.connection().commit();
        fixture.connection().setAutoCommit(true);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void catchUpWithWhatOldPodsWroteBeforeTheMarker(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a");
            fixture.insert("dialog", values("id", "d1", "tenant_id", "t", "llm_id", "one", "update_time", OLD));
            fixture.run();

            fixture.legacy("t", "Ollama", "two", "chat", "", "http://b", "1", OLD + 5);
            fixture.legacy("u", "VLLM", "three", "chat", "k", "http://c", "1", OLD + 5);
            fixture.insert(
                    "dialog", values("id", "d2", "tenant_id", "t", "llm_id", "two@Ollama", "update_time", OLD + 5));

            assertThat(fixture.withWork()).hasSize(4);
            fixture.run();
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog"))
                    .containsExactly("d1|one@default@Ollama", "d2|two@default-2@Ollama");
            assertThat(fixture.newTables())
                    .contains("u|VLLM", "t|Ollama|default-2||active|{\"base_url\": \"http://b\"}")
                    .anyMatch(row -> row.startsWith("u|VLLM|default|three|chat|active"));
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void catchUpBesideTimesOfYearsToCome(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a", "1", YEARS_AHEAD);
            fixture.insert("dialog", values("id", "d1", "tenant_id", "t", "llm_id", "one", "update_time", YEARS_AHEAD));
            fixture.run();
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog")).containsExactly("d1|one@default@Ollama");
            assertThat(fixture.withWork()).isEmpty();

            fixture.legacy("t", "Ollama", "two", "chat", "", "http://b", "1", OLD + 5);
            fixture.insert(
                    "dialog", values("id", "d2", "tenant_id", "t", "llm_id", "two@Ollama", "update_time", OLD + 5));

            assertThat(fixture.withWork()).hasSize(4);
            fixture.run();
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog"))
                    .containsExactly("d1|one@default@Ollama", "d2|two@default-2@Ollama");
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void seeWhatCameLaterThanItsTimeTells(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            long now = System.currentTimeMillis();
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a", "1", now);
            fixture.insert("dialog", values("id", "d1", "tenant_id", "t", "llm_id", "one", "update_time", now));
            fixture.run();

            // by a pod whose clock is behind, then by another
            fixture.legacy("t", "Ollama", "two", "chat", "", "http://b", "1", now - 5_000);
            fixture.insert("dialog", values("id", "d2", "tenant_id", "t", "llm_id", "two", "update_time", now - 5_000));
            fixture.legacy("u", "VLLM", "three", "chat", "k", "http://c", "1", now + 1);
            fixture.insert("dialog", values("id", "d3", "tenant_id", "u", "llm_id", "three", "update_time", now + 1));

            fixture.run();
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog"))
                    .containsExactly("d1|one@default@Ollama", "d2|two@default-2@Ollama", "d3|three@default@VLLM");
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void doNotBringBackWhatUsersDeletedAfterTheMarker(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a");
            fixture.legacy("t", "VLLM", "two", "chat", "k", "http://b");
            fixture.legacy("t", "Xinference", "three", "chat", "k", "http://b");
            fixture.legacy("t", "Xinference", "four", "chat", "k2", "http://b");
            fixture.run();
            fixture.raiseMarker();
            fixture.execute(
                    "DELETE FROM tenant_model_provider WHERE provider_name = 'Ollama'",
                    "DELETE FROM tenant_model WHERE model_name = 'two'",
                    "DELETE FROM tenant_model_instance WHERE instance_name = 'default-2'",
                    // an old pod that merely counted tokens
                    "UPDATE tenant_llm SET update_time = " + (OLD + 9));
            List<String> before = fixture.newTables();

            assertThat(fixture.withWork()).isNotEmpty();
            fixture.run();
            assertThat(fixture.newTables()).isEqualTo(before);

            fixture.legacy("t", "Ollama", "new", "chat", "", "http://n", "1", OLD + 99);
            fixture.run();
            assertThat(fixture.newTables()).contains("t|Ollama|default||active|{\"base_url\": \"http://n\"}");
            assertThat(fixture.newTables()).noneMatch(row -> row.contains("http://a"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void bringTheRowsOfTheV025ScriptToTheRules(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "VLLM", "one", "chat", "{\"api_key\":\"sk\",\"is_tools\":true}", "http://a");
            fixture.legacy("t", "VLLM", "two", "chat", "other", "http://a");
            long seconds = OLD / 1_000;
            fixture.provider("p", "t", "VLLM", seconds);
            fixture.instance("i", "p", "VLLM", "{\"api_key\":\"sk\",\"is_tools\":true}", "1", "", seconds, seconds);

            fixture.run();

            assertThat(fixture.newTables())
                    .contains(
                            "t|VLLM|VLLM|sk|active|{\"base_url\": \"http://a\"}",
                            "t|VLLM|default-2|other|active|{\"base_url\": \"http://a\"}",
                            "t|VLLM|VLLM|one|chat|active|{\"is_tools\": true, \"max_tokens\": 8192}");
            assertThat(fixture.rows("SELECT create_time, update_time FROM tenant_model_instance WHERE id = 'i'"))
                    .containsExactly(OLD + "|" + OLD);
            assertThat(fixture.rows("SELECT create_time FROM tenant_model_provider"))
                    .containsExactly(String.valueOf(OLD));
            assertThat(fixture.rows("SELECT create_date FROM tenant_model_provider")
                            .get(0))
                    .startsWith(InsertBatch.date(OLD).toLocalDate().toString());
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void completeWhatAKilledScriptLeft(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "VLLM", "one", "chat", "a", "http://a");
            fixture.legacy("t", "VLLM", "two", "chat", "b", "http://b");
            fixture.legacy("t", "VLLM", "three", "chat", "b", "http://b");
            fixture.legacy("t", "Ollama", "four", "chat", null, "http://o");
            fixture.legacy("t", "Xinference", "five", "chat", "x", "http://x");
            fixture.provider("p", "t", "VLLM", OLD);
            fixture.instance("i1", "p", "default", "a", "active", "{}", OLD, OLD);
            fixture.instance("i2", "p", "default", "b", "active", "{}", OLD, OLD);
            fixture.provider("q", "t", "Ollama", OLD);
            fixture.provider("r", "t", "Xinference", OLD);
            fixture.instance("i3", "r", "mine", "x", "active", "{\"base_url\":\"http://elsewhere\"}", OLD, OLD);
            fixture.insert("dialog", values("id", "d", "tenant_id", "t", "llm_id", "one@default@VLLM"));
            fixture.insert("dialog", values("id", "e", "tenant_id", "t", "llm_id", "two@default@VLLM"));

            fixture.run();

            assertThat(fixture.newTables())
                    .contains(
                            "t|VLLM|default|b|active|{\"base_url\": \"http://b\"}",
                            "t|VLLM|default-2|a|active|{\"base_url\": \"http://a\"}",
                            "t|Ollama|default||active|{\"base_url\": \"http://o\"}",
                            "t|Xinference|mine|x|active|{\"base_url\":\"http://elsewhere\"}")
                    .noneMatch(row -> row.startsWith("t|Xinference|default"));
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog"))
                    .containsExactly("d|one@default-2@VLLM", "e|two@default@VLLM");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void onlyRepairWhatRagflowAlreadyWorksWith(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "VLLM", "one", "chat", "a", "http://a");
            fixture.legacy("t", "VLLM", "two", "chat", "gone", "http://a");
            fixture.legacy("t", "VLLM", "three", "chat", "rotated", "http://a");
            fixture.legacy("t", "Ollama", "four", "chat", "", "http://o");
            fixture.provider("p", "t", "VLLM", OLD);
            fixture.instance("i1", "p", "default", "a", "active", "{\"region\": \"r\"}", OLD, OLD);
            fixture.instance("i2", "p", "mine", "rotated", "active", "{}", OLD, OLD + 1);
            fixture.raiseMarker();

            fixture.run();

            assertThat(fixture.newTables())
                    .containsExactly(
                            "t|VLLM",
                            "t|VLLM|default|a|active|{\"base_url\": \"http://a\", \"region\": \"r\"}",
                            "t|VLLM|mine|rotated|active|{}");
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void completeTheirOwnRunThoughTheMarkerRoseInBetween(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a");
            ModelStages stages = fixture.stages();
            stages.run("tenant_model_provider");
            stages.run("tenant_model_instance");
            fixture.raiseMarker();

            fixture.run();

            assertThat(fixture.newTables()).anyMatch(row -> row.startsWith("t|Ollama|default|one|chat|active"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void beginAnewWhenTheNewTablesWereEmptied(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a");
            fixture.run();
            List<String> first = fixture.newTables();
            fixture.execute(
                    "DELETE FROM tenant_model",
                    "DELETE FROM tenant_model_instance",
                    "DELETE FROM tenant_model_provider");

            assertThat(fixture.withWork()).isNotEmpty();
            fixture.run();
            assertThat(fixture.newTables()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leaveNewerTablesAlone(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "one", "chat", "", "http://a");
            fixture.execute(
                    "ALTER TABLE tenant_model DROP COLUMN model_type",
                    "ALTER TABLE tenant_model ADD COLUMN model_type INT");

            assertThat(fixture.stages().hasWork("tenant_model")).isFalse();
        }
    }

    @Test
    void knowTheirOrder() throws SQLException {
        try (ModelFixture fixture = new ModelFixture(TestServer.POSTGRES)) {
            assertThat(fixture.stages().names())
                    .containsExactly(
                            "tenant_model_provider", "tenant_model_instance", "tenant_model", "model_id_config");
            assertThat(new ModelStages(
                                    fixture.open(),
                                    Release.V0_25_6,
                                    Catalogue.builtIn(Release.V0_25_6),
                                    false,
                                    Clock.systemUTC(),
                                    fixture::widen,
                                    Pacing.of((stage, table, done, total) -> {}))
                            .names())
                    .isEmpty();
            assertThatThrownBy(() -> fixture.stages().run("seeding")).isInstanceOf(IllegalArgumentException.class);
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    @Test
    void makeIdsInOrderOfTime() {
        ModelIds ids = new ModelIds(Clock.systemUTC());
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            made.add(ids.next());
        }

        assertThat(made)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}"));
        assertThat(made).isSorted();
        ModelIds still = new ModelIds(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        List<String> drawn = new ArrayList<>(List.of(still.next().substring(0, 29)));
        drawn.addAll(still.beginnings(5_000));
        drawn.add(still.next().substring(0, 29));
        assertThat(drawn)
                .as("more than there are numbers for in a moment, of a clock that stands still")
                .doesNotHaveDuplicates()
                .isSorted()
                .allMatch(id -> id.matches("[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{12}"));
    }
}
