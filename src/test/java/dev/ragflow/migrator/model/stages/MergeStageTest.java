package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.batch.ChunkSize;
import dev.ragflow.migrator.batch.Interruption;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.RetryLimit;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Throttle;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Seeding and merging, from types as words")
@Tag("server")
class MergeStageTest {

    private static final String SEEDING = "tenant_model_seeding";
    private static final String MERGE = "model_type_merge";

    /** DeepSeek has two chat models in v0.27's catalogue. */
    private static void deepSeek(ModelFixture fixture, String tenant) throws SQLException {
        fixture.provider("p-" + tenant, tenant, "DeepSeek", OLD);
        fixture.instance("i-" + tenant, "p-" + tenant, "mine", "sk-" + tenant, "active", "{}", OLD, OLD);
    }

    private static StageResult merge(ModelFixture fixture) {
        ModelStages stages = fixture.stagesToBits(StageProgress.NONE);
        stages.run(SEEDING);
        return stages.run(MERGE).get(0);
    }

    private static List<String> models(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT instance_id, model_name, model_type, status, extra FROM tenant_model");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void makeOneRowOfAModelsTypes(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            deepSeek(fixture, "a");
            deepSeek(fixture, "b");
            fixture.model(
                    "1", "p-a", "i-a", "deepseek-v4-flash", "chat", "inactive", "{\"is_tools\": true, \"x\": 1e400}");
            fixture.model("2", "p-a", "i-a", "partly", "chat", "active", "{\"max_tokens\": 7, \"is_tools\": false}");
            fixture.model("3", "p-a", "i-a", "partly", "image2text", "inactive", "{}");
            fixture.model("4", "p-a", "i-a", "both", "chat", "active", "{}");
            fixture.model("5", "p-a", "i-a", "both", "image2text", "active", "{}");
            fixture.model("6", "p-a", "i-a", "off", "speech2text", "inactive", "");
            fixture.model("7", "p-a", "i-a", "off", "tts", "inactive", "");
            fixture.model("8", "p-a", "i-a", "off", "ocr", "unsupported", "");
            fixture.model("9", "p-a", "i-a", "gone", "rerank", "unsupported", "{}");
            fixture.model("10", "p-a", "i-none", "lost", "chat", "active", "{}");
            fixture.model("11", "p-a", "i-a", "odd", "telepathy", "active", "{}");
            fixture.insert(
                    "tenant_model_group_mapping", values("model_id", "5", "create_time", OLD, "update_time", OLD));

            StageResult result = merge(fixture);

            assertThat(models(fixture))
                    .containsExactly(
                            "i-a|both|9|active|{\"is_tools\": false}",
                            "i-a|deepseek-v4-flash|1|inactive|{\"is_tools\": true, \"x\": 1e400, \"max_tokens\": 1000000}",
                            "i-a|deepseek-v4-pro|1|active|{\"is_tools\": true, \"max_tokens\": 1000000}",
                            "i-a|off|36|inactive|{\"is_tools\": false}",
                            "i-a|partly|1|active|{\"max_tokens\": 7, \"is_tools\": false}",
                            "i-b|deepseek-v4-flash|1|active|{\"is_tools\": true, \"max_tokens\": 1000000}",
                            "i-b|deepseek-v4-pro|1|active|{\"is_tools\": true, \"max_tokens\": 1000000}");
            assertThat(fixture.rows("SELECT id FROM tenant_model WHERE model_name = 'both'"))
                    .as("the id that a group of models names")
                    .containsExactly("5");
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model WHERE LENGTH(id) = 32"))
                    .containsExactly("3");
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model_backup")).containsExactly("11");
            assertThat(result.skipped())
                    .containsEntry("row whose provider or instance no longer exists", 1L)
                    .containsEntry("model of unknown type", 1L)
                    .containsEntry("model whose types are all unsupported", 1L);
            ModelStages again = fixture.stagesToBits(StageProgress.NONE);
            assertThat(List.of(SEEDING, MERGE)).noneMatch(again::hasWork);
            assertThat(merge(fixture).changedAnything()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepRetiredFactoriesAndModelsListedAsTheTenantHadThem(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("a", "LeptonAI", "old", "chat", "k", null);
            fixture.legacy("a", "Mistral", "mistral-ocr-latest", "image2text", "k", null);
            ModelStages stages = fixture.stagesToBits(StageProgress.NONE);
            for (String stage : stages.names().subList(0, 4)) {
                stages.run(stage);
            }

            merge(fixture);

            assertThat(fixture.rows("SELECT model_name, model_type, status FROM tenant_model WHERE model_name IN"
                            + " ('old', 'mistral-ocr-latest')"))
                    .containsExactly("mistral-ocr-latest|9|active", "old|1|inactive");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepWhatOnlyTheFormerCatalogueOffersWhereAReferenceNamesIt(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.provider("p", "t", "Mistral", OLD);
            fixture.instance("i", "p", "mine", "sk", "active", "{}", OLD, OLD);
            fixture.provider("q", "t", "LongCat", OLD);
            fixture.instance("j", "q", "mine", "sk", "active", "{}", OLD, OLD);
            fixture.insert(
                    "dialog",
                    values(
                            "id", "d",
                            "tenant_id", "t",
                            "llm_id", "mistral-ocr-latest@mine@Mistral",
                            "create_time", OLD,
                            "update_time", OLD));
            fixture.raiseMarker();
            fixture.stagesToBits(StageProgress.NONE).run("model_id_config");
            merge(fixture);

            assertThat(models(fixture))
                    .anyMatch(row -> row.startsWith("i|mistral-ocr-latest|9|active|"))
                    .noneMatch(row -> row.startsWith("j|LongCat-Flash-Chat|"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepTheIdsThatSettingsHold(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            deepSeek(fixture, "a");
            String low = "0".repeat(32);
            String used = "f".repeat(32);
            for (String name : List.of("named", "referred")) {
                String end = name.substring(0, 1);
                fixture.model(low.substring(1) + end, "p-a", "i-a", name, "chat", "active", "{}");
                fixture.model(used.substring(1) + end, "p-a", "i-a", name, "image2text", "active", "{}");
            }
            fixture.execute(
                    "ALTER TABLE `knowledgebase` DROP COLUMN `tenant_embd_id`",
                    "ALTER TABLE `knowledgebase` ADD `tenant_embd_id` VARCHAR(32) NULL");
            fixture.insert("dialog", values("id", "d", "tenant_id", "a", "llm_id", used.substring(1) + "n"));
            fixture.insert(
                    "knowledgebase", values("id", "k", "tenant_id", "a", "tenant_embd_id", used.substring(1) + "r"));

            merge(fixture);

            assertThat(fixture.rows(
                            "SELECT model_name, id FROM tenant_model WHERE model_name IN ('named', 'referred')"))
                    .containsExactly("named|" + used.substring(1) + "n", "referred|" + used.substring(1) + "r");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void goOnWhereverTheyWereKilled(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            for (int tenant = 100; tenant < 220; tenant++) {
                deepSeek(fixture, "t" + tenant);
            }
            // with a second worker the next chunk may be written before the process ends
            Pacing killed = new Pacing(
                    ChunkSize.Bounds.DEFAULT,
                    1,
                    RetryLimit.DEFAULT,
                    Throttle.off(),
                    new Interruption(),
                    () -> {},
                    (stage, table, done, total) -> {
                        throw new IllegalStateException("killed");
                    });
            for (int attempt = 1; attempt <= 2; attempt++) {
                assertThatThrownBy(() -> fixture.stagesToBits(killed).run(SEEDING))
                        .hasMessage("killed");
            }
            assertThat(fixture.rows("SELECT COUNT(*) FROM ragflow_migrator_tenant_model"))
                    .containsExactly("240");
            fixture.stagesToBits(StageProgress.NONE).run(SEEDING);
            assertThatThrownBy(() -> fixture.stagesToBits(killed).run(MERGE)).hasMessage("killed");

            assertThat(fixture.stagesToBits(StageProgress.NONE).hasWork(MERGE)).isTrue();
            StageResult result = merge(fixture);

            assertThat(models(fixture)).hasSize(240);
            assertThat(result.inserted()).as("the filled table was right").isZero();
            assertThat(result.unchanged()).isEqualTo(240);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void catchUpWithWhatChangedSinceTheTableWasFilled(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            deepSeek(fixture, "a");
            deepSeek(fixture, "b");
            deepSeek(fixture, "c");
            fixture.model("1", "p-a", "i-a", "custom", "chat", "active", "{}");
            fixture.model("2", "p-a", "i-a", "removed", "chat", "active", "{}");
            fixture.execute("CREATE TABLE tenant_model_backup (id INT)");
            fixture.stagesToBits(StageProgress.NONE).run(SEEDING);
            fixture.execute(
                    "UPDATE tenant_model SET status = 'inactive' WHERE id = '1'",
                    "DELETE FROM tenant_model WHERE id = '2'",
                    "DELETE FROM tenant_model_instance WHERE id = 'i-b'");
            fixture.model("3", "p-c", "i-c", "custom", "embedding", "active", "{}");

            merge(fixture);

            assertThat(fixture.rows("SELECT instance_id, model_name, model_type, status FROM tenant_model"))
                    .containsExactly(
                            "i-a|custom|1|inactive",
                            "i-a|deepseek-v4-flash|1|active",
                            "i-a|deepseek-v4-pro|1|active",
                            "i-c|custom|2|active",
                            "i-c|deepseek-v4-flash|1|active",
                            "i-c|deepseek-v4-pro|1|active");
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model_backup_2"))
                    .containsExactly("0");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areTakenBackUnlessSomethingWasWrittenSince(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            deepSeek(fixture, "a");
            fixture.model("1", "p-a", "i-a", "custom", "chat", "active", "{}");
            fixture.model("2", "p-a", "i-a", "custom", "image2text", "active", "{}");
            List<String> before = fixture.rows("SELECT id, model_type FROM tenant_model");
            merge(fixture);
            ModelStages stages = fixture.stagesToBits(StageProgress.NONE);
            assertThat(stages.obstacles(MERGE)).isEmpty();

            String id = "0123456789abcdef0123456789abcdef";
            fixture.model(id, "p-a", "i-a", "late", 1, "active", "{}");
            fixture.execute(
                    "UPDATE tenant_model SET create_time = 4000000000000, update_time = 4000000000000 WHERE id = '" + id
                            + "'",
                    "UPDATE tenant_model SET update_time = 4000000000000 WHERE id = '1'",
                    "DELETE FROM tenant_model WHERE model_name = 'deepseek-v4-pro'");
            fixture.insert("dialog", values("id", "d", "tenant_id", "a", "llm_id", id));
            fixture.insert("user_canvas", values("id", "c", "user_id", "a", "dsl", "{\"llm_id\": \"" + id + "\"}"));
            assertThat(stages.obstacles(MERGE))
                    .containsExactly(
                            "1 rows of tenant_model were created since the migration; for example " + id,
                            "1 rows of tenant_model were changed since the migration; for example 1",
                            "1 rows of tenant_model were removed since the migration",
                            "1 rows of dialog name a model by its id, which v0.26 cannot read; for example d",
                            "1 rows of user_canvas name a model by its id, which v0.26 cannot read; for example c");

            stages.rollBack(MERGE);

            assertThat(fixture.rows("SELECT id, model_type FROM tenant_model")).isEqualTo(before);
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model_rolled_back"))
                    .containsExactly("3");
            assertThat(stages.rollBack(MERGE)).as("taken back already").isEmpty();
            merge(fixture);
            assertThat(models(fixture)).hasSize(3);
        }
    }
}
