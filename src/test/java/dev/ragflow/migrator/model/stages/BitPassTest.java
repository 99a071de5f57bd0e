package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Completing a model table that has types as bits")
@Tag("server")
class BitPassTest {

    private static final String SEEDING = "tenant_model_seeding";
    /** Behind all that a test writes by the clock. */
    private static final long LATER = System.currentTimeMillis() + 600_000;

    private static final String BACKUP = """
            CREATE TABLE tenant_model_backup (id VARCHAR(32), provider_id VARCHAR(32), instance_id VARCHAR(32),
              model_name VARCHAR(128), model_type VARCHAR(32), status VARCHAR(32), extra VARCHAR(1024),
              create_time BIGINT, create_date TIMESTAMP NULL, update_time BIGINT, update_date TIMESTAMP NULL)""";

    private static ModelFixture fixture(TestServer server) throws SQLException {
        return new ModelFixture(server, Release.V0_27_0);
    }

    private static void instance(ModelFixture fixture, String tenant, String name, String key) throws SQLException {
        fixture.provider("p-" + tenant, tenant, "DeepSeek", OLD);
        fixture.instance("i-" + tenant, "p-" + tenant, name, key, "active", "{}", OLD, OLD);
    }

    private static StageResult seed(ModelFixture fixture) {
        return fixture.stagesToBits(StageProgress.NONE).run(SEEDING).get(0);
    }

    private static ModelStages runAll(ModelFixture fixture) {
        ModelStages stages = fixture.stagesToBits(StageProgress.NONE);
        stages.names().stream().filter(stages::hasWork).forEach(stages::run);
        return stages;
    }

    private static void run(ModelFixture fixture) {
        ModelStages stages = runAll(fixture);
        assertThat(stages.names()).as("a second run has nothing to do").noneMatch(stages::hasWork);
    }

    private static List<String> models(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT instance_id, model_name, model_type, status FROM tenant_model");
    }

    private static List<String> named(ModelFixture fixture) throws SQLException {
        return fixture.rows("""
                SELECT p.tenant_id, i.instance_name, m.model_name, m.model_type, m.status
                FROM tenant_model m JOIN tenant_model_instance i ON i.id = m.instance_id
                JOIN tenant_model_provider p ON p.id = m.provider_id""");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void givesLostTypesBackInEveryRun(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            fixture.legacy("a", "DeepSeek", "off", "embedding", "k", null, "0", OLD);
            fixture.legacy("a", "DeepSeek", "other-url", "rerank", "k", "http://elsewhere");
            instance(fixture, "a", "default", "k");
            fixture.model("typed", "p-a", "i-a", "typed", 1, "active", "{}");
            fixture.model("off", "p-a", "i-a", "off", 0, "active", "");
            fixture.model("sibling", "p-a", "i-a", "other-url", 0, "inactive", "{}");
            fixture.execute(BACKUP);
            fixture.execute("INSERT INTO tenant_model_backup VALUES"
                    + " ('1', 'p-b', 'i-b', 'former', 'chat', 'inactive', '{}', 1, NULL, 1, NULL),"
                    + " ('2', 'p-b', 'i-b', 'former', 'tts', 'inactive', '{}', 1, NULL, 1, NULL)");
            instance(fixture, "b", "own", "k2");
            fixture.model("former", "p-b", "i-b", "former", 0, "active", "{}");
            fixture.model("builtin", "p-b", "i-b", "deepseek-v4-pro", 0, "inactive", "{}");
            fixture.model("unknown", "p-b", "i-b", "nobody-knows", 0, "active", "{}");

            StageResult result = seed(fixture);

            assertThat(models(fixture))
                    .containsExactly(
                            "i-a|off|2|inactive",
                            "i-a|other-url|16|inactive",
                            "i-a|typed|1|active",
                            "i-b|deepseek-v4-pro|1|inactive",
                            "i-b|former|33|inactive",
                            "i-b|nobody-knows|0|active");
            assertThat(fixture.rows("SELECT extra FROM tenant_model WHERE id = 'off'"))
                    .containsExactly("{\"is_tools\": false, \"max_tokens\": 8192}");
            assertThat(result.updated()).isEqualTo(4);
            assertThat(result.notes()).containsExactly("Repaired in tenant_model: 4 models that had no type.");
            assertThat(result.skipped()).containsExactly(Map.entry("model of unknown type", 1L));
            ModelStages stages = fixture.stagesToBits(StageProgress.NONE);
            assertThat(stages.hasWork(SEEDING))
                    .as("what nobody knows is no work")
                    .isFalse();

            fixture.execute("UPDATE tenant_model SET model_type = 0, update_time = 1 WHERE id IN ('off', 'typed')");
            assertThat(stages.hasWork(SEEDING)).isTrue();
            seed(fixture);

            assertThat(models(fixture)).contains("i-a|off|2|inactive", "i-a|typed|0|active");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void takesAFreshTableFromTheOldOneInOneRun(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            fixture.legacy("a", "DeepSeek", "deepseek-v4-flash", "chat", "k", null, "0", OLD);
            fixture.legacy("a", "DeepSeek", "mine", "chat", "k", null);
            fixture.legacy("a", "DeepSeek", "else", "embedding", "k2", "http://b");
            fixture.legacy("a", "LeptonAI", "retired", "chat", "l", null);
            fixture.insert("tenant", values("id", "a", "llm_id", "mine@DeepSeek", "img2txt_id", "mine@DeepSeek"));

            run(fixture);

            assertThat(named(fixture))
                    .containsExactly(
                            "a|default-2|deepseek-v4-flash|1|active",
                            "a|default-2|deepseek-v4-pro|1|active",
                            "a|default-2|else|2|active",
                            "a|default|deepseek-v4-flash|1|inactive",
                            "a|default|deepseek-v4-pro|1|active",
                            "a|default|mine|9|active",
                            "a|default|retired|1|inactive");
            assertThat(fixture.rows("SELECT llm_id, img2txt_id FROM tenant"))
                    .containsExactly("mine@default@DeepSeek|mine@default@DeepSeek");
            assertThat(fixture.rows("SELECT tenant_llm_id, tenant_img2txt_id FROM tenant"))
                    .isEqualTo(fixture.rows("SELECT id, id FROM tenant_model WHERE model_name = 'mine'"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void putsADirectJumpOfRagflowsOwnRight(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            fixture.legacy("a", "DeepSeek", "deepseek-v4-flash", "chat", "k", null, "0", OLD);
            fixture.legacy("a", "DeepSeek", "mine", "chat", "k", null);
            fixture.legacy("a", "DeepSeek", "else", "embedding", "k2", "http://b");
            fixture.raiseMarker();
            fixture.provider("p", "a", "DeepSeek", OLD);
            fixture.instance("i", "p", "default", "k", "active", "{}", OLD, OLD);
            fixture.instance("j", "p", "default", "k2", "active", "{}", OLD, OLD);
            fixture.model("1", "p", "i", "deepseek-v4-flash", 0, "inactive", "{}");
            fixture.model("2", "p", "j", "else", 0, "active", "{}");
            fixture.model("3", "p", "i", "mine", 0, "active", "{}");
            fixture.insert(
                    "tenant",
                    values(
                            "id",
                            "a",
                            "llm_id",
                            "mine@default@DeepSeek",
                            "embd_id",
                            "else@default@DeepSeek",
                            "tenant_llm_id",
                            "",
                            "tenant_embd_id",
                            ""));

            run(fixture);

            assertThat(named(fixture))
                    .containsExactly(
                            "a|default-2|deepseek-v4-flash|1|active",
                            "a|default-2|deepseek-v4-pro|1|active",
                            "a|default-2|else|2|active",
                            "a|default|deepseek-v4-flash|1|inactive",
                            "a|default|deepseek-v4-pro|1|active",
                            "a|default|mine|1|active");
            assertThat(fixture.rows("SELECT llm_id, embd_id, tenant_llm_id, tenant_embd_id FROM tenant"))
                    .containsExactly("mine@default@DeepSeek|else@default-2@DeepSeek|3|2");
            assertThat(fixture.rows("SELECT extra FROM tenant_model_instance WHERE id = 'j'"))
                    .containsExactly("{\"base_url\": \"http://b\"}");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesWhatUsersMadeOrDeleted(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            fixture.legacy("a", "DeepSeek", "mine", "chat", "k", null);
            fixture.legacy("b", "DeepSeek", "mine", "chat", "k", null);
            fixture.legacy("c", "DeepSeek", "mine", "chat", "k", null);
            instance(fixture, "a", "default", "k");
            instance(fixture, "b", "default", "k");
            instance(fixture, "c", "named", "k");
            fixture.model("b", "p-b", "i-b", "deepseek-v4-pro", 1, "active", "{}");

            run(fixture);

            List<String> all = List.of(
                    "i-a|deepseek-v4-flash|1|active",
                    "i-a|deepseek-v4-pro|1|active",
                    "i-a|mine|1|active",
                    "i-b|deepseek-v4-pro|1|active");
            assertThat(models(fixture)).isEqualTo(all);

            fixture.raiseMarker();
            fixture.execute("DELETE FROM tenant_model WHERE instance_id = 'i-a'");
            fixture.legacy("b", "DeepSeek", "late", "image2text", "k", null, "0", LATER);
            fixture.legacy("d", "DeepSeek", "late", "chat", "k", null, "1", LATER);
            run(fixture);

            assertThat(named(fixture))
                    .containsExactly(
                            "b|default|deepseek-v4-pro|1|active",
                            "b|default|late|8|inactive",
                            "d|default|deepseek-v4-flash|1|active",
                            "d|default|deepseek-v4-pro|1|active",
                            "d|default|late|1|active");
            assertThat(seed(fixture).changedAnything()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void catchesUpBehindTheExchange(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("a", "DeepSeek", "mine", "chat", "k", null);
            fixture.insert("tenant", values("id", "a", "llm_id", "mine@DeepSeek"));
            runAll(fixture);
            assertThat(named(fixture)).hasSize(3);

            fixture.raiseMarker();
            fixture.legacy("a", "DeepSeek", "late", "chat", "k", null, "1", LATER);
            fixture.legacy("a", "DeepSeek", "other", "chat", "other", null, "1", LATER);
            fixture.insert(
                    "dialog",
                    values(
                            "id",
                            "d",
                            "tenant_id",
                            "a",
                            "llm_id",
                            "mine@DeepSeek",
                            "rerank_id",
                            "mine@DeepSeek",
                            "update_time",
                            LATER));
            fixture.execute("DELETE FROM tenant_model WHERE model_name = 'deepseek-v4-pro'");
            runAll(fixture);

            assertThat(named(fixture))
                    .containsExactly(
                            "a|default-2|deepseek-v4-flash|1|active",
                            "a|default-2|deepseek-v4-pro|1|active",
                            "a|default-2|other|1|active",
                            "a|default|deepseek-v4-flash|1|active",
                            "a|default|late|1|active",
                            "a|default|mine|17|active");
            assertThat(fixture.rows("SELECT llm_id, rerank_id FROM dialog"))
                    .containsExactly("mine@default@DeepSeek|mine@default@DeepSeek");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void putsSecondRowsAndNamelessOnesAside(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            instance(fixture, "a", "own", "k");
            fixture.model("1", "p-a", "i-a", "twice", 1, "active", "{}");
            fixture.model("2", "p-a", "i-a", "twice", 8, "active", "{\"x\": 1}");
            fixture.model("3", "p-a", "i-a", "twice", 2, "inactive", "{}");
            fixture.model("4", "p-a", "i-a", "Twice", 2, "inactive", "{}");
            fixture.model("5", "p-a", "i-a", "edited", 1, "inactive", "{}");
            fixture.model("6", "p-a", "i-a", "edited", 1, "active", "{}");
            fixture.model("7", "p-a", "i-a", "", 1, "active", "{}");
            fixture.model("8", "p-a", "i-a", "", 1, "active", "{}");
            fixture.execute(
                    "UPDATE tenant_model SET update_time = 4000000000000 WHERE id = '5'",
                    "UPDATE tenant_model SET model_name = NULL WHERE id = '8'");
            fixture.insert(
                    "tenant_model_group_mapping", values("model_id", "2", "create_time", OLD, "update_time", OLD));

            StageResult result = seed(fixture);

            assertThat(fixture.rows("SELECT id, model_name, model_type, status, extra FROM tenant_model"))
                    .containsExactly("2|twice|9|active|{\"x\": 1}", "4|Twice|2|inactive|{}", "5|edited|1|inactive|{}");
            assertThat(fixture.rows("SELECT id, model_name, model_type FROM tenant_model_removed"))
                    .containsExactly("1|twice|1", "3|twice|2", "6|edited|1", "7||1", "8|null|1");
            assertThat(result.notes())
                    .contains("Repaired in tenant_model: 5 rows without a name, or second rows of a model, moved to"
                            + " tenant_model_removed.");
            assertThat(fixture.stagesToBits(StageProgress.NONE).hasWork(SEEDING))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void bringsBackWithARepairWhatRagflowsOwnMergeLost(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            fixture.legacy("a", "DeepSeek", "lost", "chat", "k", null);
            fixture.legacy("a", "DeepSeek", "off", "chat", "k", null, "0", OLD);
            fixture.legacy("a", "DeepSeek", "wrongly-off", "chat", "k", null);
            fixture.legacy("a", "DeepSeek", "on-by-user", "chat", "k", null, "0", OLD);
            fixture.legacy("b", "DeepSeek", "rotated", "chat", "k", null);
            instance(fixture, "a", "default", "k");
            fixture.model("1", "p-a", "i-a", "off", 1, "active", "{}");
            fixture.model("2", "p-a", "i-a", "wrongly-off", 1, "inactive", "{}");
            fixture.model("3", "p-a", "i-a", "on-by-user", 1, "active", "{}");
            instance(fixture, "b", "default", "k");
            fixture.execute(
                    "UPDATE tenant_model SET update_time = 4000000000000 WHERE id = '3'",
                    "UPDATE tenant_model_instance SET update_time = 4000000000000 WHERE id = 'i-b'",
                    BACKUP,
                    "INSERT INTO tenant_model_backup VALUES"
                            + " ('4', 'p-a', 'i-a', 'dropped', 'tts', 'inactive', '{}', 1, NULL, 1, NULL),"
                            + " ('5', 'p-a', 'i-a', 'never', 'tts', 'unsupported', '{}', 1, NULL, 1, NULL)");
            fixture.model("6", "p-b", "i-b", "deepseek-v4-pro", 1, "active", "{}");
            fixture.raiseMarker();
            run(fixture);
            List<String> before = List.of(
                    "i-a|off|1|active",
                    "i-a|on-by-user|1|active",
                    "i-a|wrongly-off|1|inactive",
                    "i-b|deepseek-v4-pro|1|active");
            assertThat(models(fixture)).isEqualTo(before);

            fixture.repair();

            assertThat(models(fixture))
                    .containsExactly(
                            "i-a|dropped|32|inactive",
                            "i-a|lost|1|active",
                            "i-a|off|1|inactive",
                            "i-a|on-by-user|1|active",
                            "i-a|wrongly-off|1|active",
                            "i-b|deepseek-v4-pro|1|active");
            assertThat(fixture.withWork()).isEmpty();
            assertThat(fixture.repair()).noneMatch(StageResult::changedAnything);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void goesOnWhereverItWasKilled(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            for (int tenant = 100; tenant < 220; tenant++) {
                fixture.legacy("t" + tenant, "DeepSeek", "mine", "chat", "k", null);
            }
            ModelStages before = fixture.stagesToBits(StageProgress.NONE);
            before.run("tenant_model_provider");
            before.run("tenant_model_instance");
            for (String rows : List.of("228", "360")) {
                assertThatThrownBy(() -> fixture.stagesToBits((stage, table, done, total) -> {
                                    throw new IllegalStateException("killed");
                                })
                                .run(SEEDING))
                        .hasMessage("killed");
                assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model")).containsExactly(rows);
            }
            run(fixture);
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model")).containsExactly("360");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void doesNotTrustWhatWasNotedOfABackgroundTable(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            fixture.legacy("a", "DeepSeek", "mine", "chat", "k", null);
            ModelStages stages = fixture.stagesToBits(StageProgress.NONE);
            stages.run("tenant_model_provider");
            stages.run("tenant_model_instance");
            // filled from words; then RAGFlow's own script merged these and left nothing
            fixture.execute(
                    "ALTER TABLE tenant_model RENAME TO bits",
                    "CREATE TABLE tenant_model (id VARCHAR(32)"
                            + " PRIMARY KEY, provider_id VARCHAR(32), instance_id VARCHAR(32), model_name VARCHAR(128),"
                            + " model_type VARCHAR(32), status VARCHAR(32), extra VARCHAR(1024), create_time BIGINT,"
                            + " create_date TIMESTAMP NULL, update_time BIGINT, update_date TIMESTAMP NULL)");
            stages.run(SEEDING);
            fixture.execute("DROP TABLE tenant_model", "ALTER TABLE bits RENAME TO tenant_model");
            assertThat(stages.hasWork(SEEDING)).isTrue();

            run(fixture);

            assertThat(named(fixture)).hasSize(3);
        }
    }
}
