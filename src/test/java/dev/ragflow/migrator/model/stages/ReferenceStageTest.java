package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.ChunkSize;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.Fingerprint;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ReferenceStageTest {

    private static final int CHUNK = 500;

    private static void dialog(ModelFixture fixture, String id, String reference) throws SQLException {
        dialog(fixture, id, reference, OLD);
    }

    private static void dialog(ModelFixture fixture, String id, String reference, long written) throws SQLException {
        fixture.insert(
                "dialog",
                values(
                        "id",
                        id,
                        "tenant_id",
                        "t",
                        "llm_id",
                        reference,
                        "create_time",
                        written,
                        "update_time",
                        written));
    }

    private static List<String> dialogs(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT id, llm_id FROM dialog");
    }

    private static List<String> models(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT DISTINCT llm_id FROM dialog");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void neverMakesItsOwnOutputLonger(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            fixture.legacy("t", "Ollama", "m@default", "chat", "", "http://a");
            dialog(fixture, "a", "m");
            dialog(fixture, "b", "m@default");
            // taken for migrated, though it could mean b
            dialog(fixture, "c", "m@default@Ollama");
            dialog(fixture, "d", "gpt-4o@OpenAI");
            fixture.run();
            List<String> first = dialogs(fixture);
            assertThat(first)
                    .containsExactly(
                            "a|m@default@Ollama",
                            "b|m@default@default@Ollama",
                            "c|m@default@Ollama",
                            "d|gpt-4o@default@OpenAI");

            for (int i = 1; i <= 3; i++) {
                fixture.execute("UPDATE dialog SET update_time = " + (OLD + i));
                assertThat(fixture.withWork()).containsExactly("model_id_config");
                fixture.run();
                assertThat(dialogs(fixture)).isEqualTo(first);
            }
            fixture.raiseMarker();
            fixture.execute("UPDATE dialog SET update_time = " + (OLD + 9));
            fixture.run();
            assertThat(dialogs(fixture)).isEqualTo(first);
        }
    }

    /** RAGFlow writes a tenant's row before the models that it names. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findsAModelThatCameBehindItsReference(TestServer server) throws SQLException {
        long now = System.currentTimeMillis();
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "first", "chat", "", "http://a", "1", now);
            dialog(fixture, "x", "late@Ollama", now);
            fixture.run();
            assertThat(dialogs(fixture)).containsExactly("x|late@default@Ollama");
            assertThat(fixture.withWork()).isEmpty();

            fixture.legacy("t", "Ollama", "late", "chat", "", "http://b", "1", now + 1);

            assertThat(fixture.withWork()).contains("model_id_config");
            fixture.run();
            assertThat(dialogs(fixture)).containsExactly("x|late@default-2@Ollama");
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    /** Helm installations have no marker that tells who works with the new tables. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesTheDefaultInstanceThatAUserChoseOfAModelSeenBefore(TestServer server) throws SQLException {
        long now = System.currentTimeMillis();
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "a", "chat", "", "http://a");
            fixture.legacy("t", "Ollama", "c", "chat", "", "http://c");
            dialog(fixture, "x", "c@Ollama", now);
            fixture.run();
            assertThat(dialogs(fixture)).containsExactly("x|c@default-2@Ollama");
            fixture.execute("UPDATE dialog SET llm_id = 'c@default@Ollama', update_time = " + (now + 1));
            fixture.legacy("t", "Ollama", "new", "chat", "", "http://a", "1", now + 1);

            fixture.run();

            assertThat(dialogs(fixture)).containsExactly("x|c@default@Ollama");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void comesBackToReferencesWhoseModelGotAnotherKeyBeforeThePass(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "VLLM", "m", "chat", "sk-before", "http://a");
            fixture.legacy("t", "VLLM", "other", "chat", "sk-before", "http://a");
            // a chunk that has much to write, and one behind it that has nothing to write but the checkpoint
            fixture.connection().setAutoCommit(false);
            for (int i = 0; i < 2 * CHUNK; i++) {
                dialog(fixture, "d%04d".formatted(i), i < CHUNK ? "other@VLLM" : "m@VLLM", OLD);
            }
            fixture.connection().commit();
            fixture.connection().setAutoCommit(true);
            canvas(fixture, "m@VLLM");
            runWith(
                    fixture,
                    "model_id_config",
                    "UPDATE tenant_llm SET api_key = 'sk-after', update_time = " + System.currentTimeMillis()
                            + " WHERE llm_name = 'm'");
            assertThat(models(fixture)).containsOnly("m@VLLM", "other@default@VLLM");
            assertThat(fixture.withWork()).contains("tenant_model_instance", "model_id_config");

            fixture.run();

            assertThat(fixture.rows("SELECT instance_name, api_key FROM tenant_model_instance"))
                    .containsExactlyInAnyOrder("default|sk-before", "default-2|sk-after");
            assertThat(models(fixture)).containsOnly("m@default-2@VLLM", "other@default@VLLM");
            assertThat(fixture.rows("SELECT dsl FROM user_canvas"))
                    .containsExactly("{\"llm_id\": \"m@default-2@VLLM\"}");
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    /** Which of the two keys a setting means that was rewritten before, the database does not tell. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesTheEarlierKeyOfASharedInstanceUntilARepair(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "VLLM", "m", "chat", "sk-before", "http://a");
            fixture.legacy("t", "VLLM", "other", "chat", "sk-before", "http://a");
            dialog(fixture, "x", "m@VLLM");
            fixture.run();
            fixture.execute("UPDATE tenant_llm SET api_key = 'sk-after', update_time = " + System.currentTimeMillis()
                    + " WHERE llm_name = 'm'");

            fixture.run();
            assertThat(fixture.rows("SELECT instance_name, api_key FROM tenant_model_instance"))
                    .containsExactlyInAnyOrder("default|sk-before", "default-2|sk-after");
            assertThat(dialogs(fixture)).containsExactly("x|m@default@VLLM");

            fixture.repair();
            assertThat(dialogs(fixture)).containsExactly("x|m@default-2@VLLM");
        }
    }

    /** No pass takes such a time for new, so that to wait for one would be to wait forever. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void doesNotWaitForTheInstanceOfAModelFromYearsToCome(TestServer server) throws SQLException {
        long years = System.currentTimeMillis() + Duration.ofDays(1000).toMillis();
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "OpenAI", "gpt-4o", "chat", "sk-before", "");
            dialog(fixture, "x", "gpt-4o@OpenAI", OLD);
            runWith(fixture, "model_id_config", "UPDATE tenant_llm SET api_key = 'sk-after', update_time = " + years);

            assertThat(dialogs(fixture)).containsExactly("x|gpt-4o@default@OpenAI");
            assertThat(fixture.withWork()).isEmpty();
        }
    }

    /** Runs all stages; somebody writes right before one of them. */
    private static void runWith(ModelFixture fixture, String before, String write) {
        ModelStages stages =
                fixture.stages(Pacing.of(ChunkSize.Bounds.fixed(CHUNK), StageProgress.NONE), fixture::widen);
        for (String stage : stages.names()) {
            if (stage.equals(before)) {
                fixture.execute(write);
            }
            stages.run(stage);
        }
    }

    private static void canvas(ModelFixture fixture, String reference) throws SQLException {
        fixture.insert(
                "user_canvas",
                values(
                        "id",
                        "canvas",
                        "user_id",
                        "t",
                        "dsl",
                        "{\"llm_id\": \"" + reference + "\"}",
                        "create_time",
                        OLD,
                        "update_time",
                        OLD));
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesAShortFormThatMeansAModelOnceRagflowOwnsTheTables(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "a", "chat", "", "http://a");
            fixture.legacy("t", "Ollama", "b", "chat", "", "http://a");
            fixture.legacy("t", "Ollama", "c", "chat", "", "http://c");
            dialog(fixture, "x", "c@Ollama");
            fixture.run();
            fixture.raiseMarker();
            // a user of v0.26 who wants c at the default instance
            fixture.execute("UPDATE dialog SET llm_id = 'c@Ollama', update_time = " + (OLD + 1));

            fixture.run();

            assertThat(dialogs(fixture)).containsExactly("x|c@Ollama");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void doesNotOverwriteWhatSomebodyChangedMeanwhile(TestServer server) throws SQLException {
        String longName = "n".repeat(120);
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", longName, "chat", "", "http://a");
            fixture.legacy("t", "Ollama", "other", "chat", "", "http://a");
            dialog(fixture, "a", longName);
            dialog(fixture, "b", "other");
            AtomicInteger widened = new AtomicInteger();
            ModelStages stages = fixture.stages(StageProgress.NONE, (table, column, characters) -> {
                // the moment between reading and writing
                widened.incrementAndGet();
                fixture.widen(table, column, characters);
                fixture.execute("UPDATE dialog SET llm_id = 'OTHER', update_time = " + (OLD + 1) + " WHERE id = 'b'");
                fixture.execute(
                        "UPDATE dialog SET llm_id = 'other@Ollama', update_time = " + (OLD + 1) + " WHERE id = 'b'");
            });
            for (String stage : stages.names()) {
                stages.run(stage);
            }

            assertThat(widened).hasValue(1);
            assertThat(dialogs(fixture)).containsExactly("a|" + longName + "@default@Ollama", "b|other@default@Ollama");
            assertThat(fixture.rows("SELECT update_time FROM dialog WHERE id = 'b'"))
                    .containsExactly(String.valueOf(OLD + 1));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void looksAtTablesAnewThatSomebodyAlteredBeforeTheStage(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "a-model", "chat", "", "http://a");
            dialog(fixture, "a", "a-model");
            ModelStages stages = fixture.stages();
            for (String stage : stages.names()) {
                assertThat(stages.hasWork(stage)).isTrue();
            }
            String type = server == TestServer.POSTGRES ? "ALTER COLUMN llm_id TYPE" : "MODIFY llm_id";
            fixture.execute("ALTER TABLE dialog " + type + " VARCHAR(10)");
            fixture.execute("ALTER TABLE search DROP COLUMN search_config");
            for (String stage : stages.names()) {
                stages.run(stage);
            }

            assertThat(dialogs(fixture)).containsExactly("a|a-model@default@Ollama");
            fixture.execute("ALTER TABLE dialog DROP COLUMN llm_id");
            assertThat(stages.hasWork(StageName.REFERENCES.text())).isFalse();
        }
    }

    /** MariaDB silently cut what changed to its length modulo 64 KiB, beside other rows. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepsLongTextsWhole(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            List<String> expected = new ArrayList<>();
            for (int length : new int[] {0, 70_000, 1, 9_000, 30_000, 2}) {
                String between = "\u6f22\u00e9".repeat(length);
                String json = "{\"llm_id\":\"m\",\"prompt\":\"" + between + "\",\"other\":{\"llm_id\":\"m\"}}";
                String id = "c" + expected.size();
                fixture.insert("user_canvas", values("id", id, "user_id", "t", "permission", "me", "dsl", json));
                expected.add(id + "|" + Fingerprint.of(json.replace("\"m\"", "\"m@default@Ollama\"")));
            }

            fixture.run();

            assertThat(fixture.rows("SELECT id, dsl FROM user_canvas ORDER BY id"))
                    .extracting(row -> row.substring(0, 3) + Fingerprint.of(row.substring(3)))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findsTheOwnerOfEveryRow(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            fixture.legacy("u", "VLLM", "m", "chat", "", "http://u");
            String json = "{\"llm_id\":\"m\"}";
            fixture.insert("knowledgebase", values("id", "k", "tenant_id", "t", "embd_id", "m", "parser_config", json));
            fixture.insert("document", values("id", "d", "kb_id", "k", "created_by", "u", "parser_config", json));
            fixture.insert("document", values("id", "e", "kb_id", "none", "created_by", "u", "parser_config", json));
            fixture.insert("user_canvas", values("id", "c", "user_id", "t", "permission", "me", "dsl", json));
            fixture.insert("user_canvas_version", values("id", "v", "user_canvas_id", "c", "dsl", json));
            fixture.insert("api_4_conversation", values("id", "1", "dialog_id", "c", "user_id", "u", "dsl", json));
            fixture.insert("dialog", values("id", "g", "tenant_id", "u", "llm_id", ""));
            fixture.insert("api_4_conversation", values("id", "2", "dialog_id", "g", "user_id", "t", "dsl", json));
            fixture.insert(
                    "search",
                    values("id", "s", "tenant_id", "t", "created_by", "u", "search_config", "{\"chat_id\":\"m\"}"));
            fixture.insert("evaluation_datasets", values("id", "ds", "tenant_id", "t", "created_by", "u"));
            fixture.insert(
                    "evaluation_runs",
                    values("id", "r", "dataset_id", "ds", "created_by", "u", "config_snapshot", json));
            fixture.insert("connector", values("id", "n", "tenant_id", "t", "config", json));
            fixture.insert("compilation_template", values("id", "ct", "tenant_id", "t", "config", json));
            fixture.insert("pipeline_operation_log", values("id", "pl", "tenant_id", "t", "dsl", json));
            fixture.insert("memory", values("id", "me", "tenant_id", "u", "embd_id", "m", "llm_id", "m@VLLM"));

            fixture.run();

            String mine = "{\"llm_id\":\"m@default@Ollama\"}";
            String theirs = "{\"llm_id\":\"m@default@VLLM\"}";
            assertThat(fixture.rows("SELECT embd_id, parser_config FROM knowledgebase"))
                    .containsExactly("m@default@Ollama|" + mine);
            assertThat(fixture.rows("SELECT id, parser_config FROM document"))
                    .containsExactly("d|" + mine, "e|" + json);
            assertThat(fixture.rows("SELECT dsl FROM user_canvas")).containsExactly(mine);
            assertThat(fixture.rows("SELECT dsl FROM user_canvas_version")).containsExactly(mine);
            assertThat(fixture.rows("SELECT id, dsl FROM api_4_conversation"))
                    .containsExactly("1|" + mine, "2|" + theirs);
            assertThat(fixture.rows("SELECT search_config FROM search"))
                    .containsExactly("{\"chat_id\":\"m@default@Ollama\"}");
            assertThat(fixture.rows("SELECT config_snapshot FROM evaluation_runs"))
                    .containsExactly(mine);
            assertThat(fixture.rows("SELECT config FROM connector")).containsExactly(mine);
            assertThat(fixture.rows("SELECT config FROM compilation_template")).containsExactly(mine);
            assertThat(fixture.rows("SELECT dsl FROM pipeline_operation_log")).containsExactly(mine);
            assertThat(fixture.rows("SELECT embd_id, llm_id FROM memory"))
                    .containsExactly("m@default@VLLM|m@default@VLLM");
            // the embedding slot of knowledge base and memory adds its type, once for each instance
            assertThat(fixture.rows("SELECT model_name, model_type, status FROM tenant_model"))
                    .containsExactly("m|chat|active", "m|chat|active", "m|embedding|active", "m|embedding|active");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void reportsTeamCanvasesThatNeedAnotherInstance(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "a", "chat", "", "http://a");
            fixture.legacy("t", "Ollama", "b", "chat", "", "http://b");
            fixture.insert(
                    "user_canvas",
                    values("id", "shared-b", "user_id", "t", "permission", "team", "dsl", "{\"llm_id\":\"b\"}"));
            fixture.insert(
                    "user_canvas",
                    values("id", "shared-a", "user_id", "t", "permission", "team", "dsl", "{\"llm_id\":\"a\"}"));
            fixture.insert(
                    "user_canvas",
                    values("id", "private-b", "user_id", "t", "permission", "me", "dsl", "{\"llm_id\":\"b\"}"));

            List<String> notes = fixture.run().stream()
                    .filter(result -> result.table().equals("user_canvas"))
                    .flatMap(result -> result.notes().stream())
                    .toList();

            assertThat(notes).hasSize(1);
            assertThat(notes.get(0)).startsWith("1 ").contains("shared-b").doesNotContain("private-b");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void takesTheNumberOfV025AsAHint(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            fixture.legacy("t", "VLLM", "m", "chat", "", "http://v");
            String number = fixture.rows("SELECT id FROM tenant_llm WHERE llm_factory = 'VLLM'")
                    .get(0);
            fixture.insert(
                    "dialog",
                    values("id", "a", "tenant_id", "t", "llm_id", "m", "tenant_llm_id", Integer.valueOf(number)));
            fixture.insert("dialog", values("id", "b", "tenant_id", "t", "llm_id", "m"));

            fixture.run();

            assertThat(dialogs(fixture)).containsExactly("a|m@default@VLLM", "b|m@default@Ollama");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findsKeysWrittenWithEscapes(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            fixture.insert(
                    "user_canvas",
                    values("id", "c", "user_id", "t", "permission", "me", "dsl", "{\"llm\\u005fid\":\"m\"}"));

            fixture.run();

            assertThat(fixture.rows("SELECT dsl FROM user_canvas"))
                    .containsExactly("{\"llm\\u005fid\":\"m@default@Ollama\"}");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void copesWithTextsOfMegabytes(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            String big = "{\"x\":\"" + "é\\\"".repeat(1_000_000) + "\",\"llm_id\":\"m\"}";
            for (int i = 0; i < 5; i++) {
                fixture.insert("user_canvas", values("id", "c" + i, "user_id", "t", "permission", "me", "dsl", big));
            }

            List<StageResult> results = fixture.run();

            assertThat(results)
                    .filteredOn(result -> result.table().equals("user_canvas"))
                    .singleElement()
                    .satisfies(result -> assertThat(result.updated()).isEqualTo(5));
            assertThat(fixture.rows(
                            "SELECT COUNT(*) FROM user_canvas WHERE dsl LIKE '%,\"llm_id\":\"m@default@Ollama\"}'"))
                    .containsExactly("5");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesOutTablesAndColumnsThatAreNotThere(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("t", "Ollama", "m", "chat", "", "http://a");
            dialog(fixture, "a", "m");
            fixture.execute(
                    "DROP TABLE connector",
                    "ALTER TABLE tenant DROP COLUMN ocr_id",
                    "ALTER TABLE api_4_conversation DROP COLUMN dsl",
                    "ALTER TABLE dialog DROP COLUMN tenant_llm_id",
                    "ALTER TABLE tenant_llm DROP COLUMN status",
                    "ALTER TABLE tenant_llm DROP COLUMN id");

            fixture.run();

            assertThat(dialogs(fixture)).containsExactly("a|m@default@Ollama");
        }
    }
}
