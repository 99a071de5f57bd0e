package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class IdStageTest {

    private static final String STAGE = "tenant_model_id_migration";
    private static final String CHAT = id('a');
    private static final String OTHER_CHAT = id('b');
    private static final String EMBEDDING = id('c');
    private static final String FOREIGN = id('d');
    private static final String TEAM = id('e');

    private static String id(char digit) {
        return String.valueOf(digit).repeat(32);
    }

    private static ModelFixture fixture(TestServer server) throws SQLException {
        ModelFixture fixture = new ModelFixture(server, Release.V0_27_0);
        fixture.provider("p", "t", "VLLM", OLD);
        fixture.instance("i", "p", "default", "k", "active", "{}", OLD, OLD);
        fixture.instance("j", "p", "default-2", "l", "active", "{}", OLD, OLD);
        fixture.provider("q", "t", "Ollama", OLD);
        fixture.instance("o", "q", "mine", "", "active", "{}", OLD, OLD);
        fixture.instance("x", "q", "off", "", "inactive", "{}", OLD, OLD);
        fixture.provider("f", "stranger", "VLLM", OLD);
        fixture.instance("fi", "f", "default", "k", "active", "{}", OLD, OLD);
        fixture.provider("g", "team", "VLLM", OLD);
        fixture.instance("gi", "g", "default", "k", "active", "{}", OLD, OLD);
        fixture.insert(
                "user_tenant",
                values("id", "ut", "user_id", "t", "tenant_id", "team", "role", "normal", "status", "1"));
        model(fixture, CHAT, "p", "i", "m@1", 1 | 8);
        model(fixture, OTHER_CHAT, "p", "j", "m@1", 1);
        model(fixture, EMBEDDING, "q", "o", "nomic", 2);
        model(fixture, FOREIGN, "f", "fi", "m@1", 1);
        model(fixture, TEAM, "g", "gi", "m@1", 1);
        return fixture;
    }

    private static void model(ModelFixture fixture, String id, String provider, String instance, String name, int bits)
            throws SQLException {
        fixture.insert(
                "tenant_model",
                values(
                        "id", id,
                        "provider_id", provider,
                        "instance_id", instance,
                        "model_name", name,
                        "model_type", bits,
                        "status", "active",
                        "extra", "{}",
                        "create_time", OLD,
                        "update_time", OLD));
    }

    private static void dialog(ModelFixture fixture, String id, String name, @Nullable String modelId, long time)
            throws SQLException {
        fixture.insert(
                "dialog",
                values(
                        "id", id,
                        "tenant_id", "t",
                        "llm_id", name,
                        "rerank_id", "",
                        "tenant_llm_id", modelId,
                        "create_time", OLD,
                        "update_time", time));
    }

    private static List<String> dialogs(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT id, tenant_llm_id FROM dialog");
    }

    private static List<StageResult> run(ModelFixture fixture) {
        return fixture.stages().run(STAGE);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void setsTheIdThatTheNameMeans(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            dialog(fixture, "a", "m@1@default@VLLM", null, OLD);
            dialog(fixture, "b", "m@1@default-2@VLLM", "", OLD);
            dialog(fixture, "c", CHAT, null, OLD);
            dialog(fixture, "d", FOREIGN, "", OLD);
            dialog(fixture, "e", "nomic@mine@Ollama", null, OLD);
            dialog(fixture, "f", "m@1@gone@VLLM", "", OLD);
            dialog(fixture, "g", "m", "", OLD);
            fixture.insert(
                    "knowledgebase",
                    values("id", "k", "tenant_id", "t", "embd_id", "nomic@Ollama", "update_time", OLD));
            fixture.insert(
                    "tenant",
                    values(
                            "id", "t",
                            "llm_id", "m@1@default@VLLM",
                            "img2txt_id", "m@1@default@VLLM",
                            "rerank_id", "m@1@default@VLLM",
                            "update_time", OLD));

            assertThat(fixture.stages().hasWork(STAGE)).isTrue();
            run(fixture);

            assertThat(dialogs(fixture))
                    .containsExactly(
                            "a|" + CHAT, "b|" + OTHER_CHAT, "c|" + CHAT, "d|null", "e|null", "f|null", "g|null");
            assertThat(fixture.rows("SELECT tenant_embd_id FROM knowledgebase")).containsExactly(EMBEDDING);
            assertThat(fixture.rows("SELECT tenant_llm_id, tenant_img2txt_id, tenant_rerank_id FROM tenant"))
                    .containsExactly(CHAT + "|" + CHAT + "|null");
            assertThat(fixture.stages().hasWork(STAGE)).isFalse();
            assertThat(run(fixture)).noneMatch(StageResult::changedAnything);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepsARightIdThatTheNameDoesNotContradict(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            dialog(fixture, "a", "", OTHER_CHAT, OLD);
            dialog(fixture, "b", "m@1@default@VLLM", TEAM, OLD);
            dialog(fixture, "c", "m@1@default@VLLM", OTHER_CHAT, OLD);
            dialog(fixture, "d", "m@1@default@VLLM", FOREIGN, OLD);
            dialog(fixture, "e", "", EMBEDDING, OLD);

            run(fixture);

            assertThat(dialogs(fixture))
                    .containsExactly("a|" + OTHER_CHAT, "b|" + TEAM, "c|" + CHAT, "d|" + CHAT, "e|null");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void catchesUpAndRepairsDanglingIds(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            dialog(fixture, "a", "m@1@default@VLLM", null, OLD);
            // by a pod whose clock was wrong
            dialog(fixture, "b", "new@default@VLLM", null, 4_000_000_000_000L);
            run(fixture);
            assertThat(dialogs(fixture)).containsExactly("a|" + CHAT, "b|null");
            assertThat(fixture.stages().hasWork(STAGE)).isFalse();

            dialog(fixture, "c", "m@1@default@VLLM", "", OLD + 5);
            assertThat(fixture.stages().hasNewWork(STAGE)).isTrue();
            assertThat(fixture.stages().hasWork(STAGE)).isTrue();
            run(fixture);
            assertThat(dialogs(fixture)).contains("c|" + CHAT);

            fixture.execute("UPDATE dialog SET tenant_llm_id = '" + id('9') + "' WHERE id = 'a'");
            assertThat(fixture.stages().hasNewWork(STAGE))
                    .as("an id that is left to the verification")
                    .isFalse();
            assertThat(fixture.stages().hasWork(STAGE)).isTrue();
            run(fixture);
            assertThat(dialogs(fixture)).contains("a|" + CHAT);

            model(fixture, id('8'), "p", "i", "new", 1);
            fixture.execute("UPDATE tenant_model SET create_time = " + (OLD + 7) + " WHERE model_name = 'new'");
            assertThat(fixture.stages().hasNewWork(STAGE)).isTrue();
            assertThat(fixture.stages().hasWork(STAGE)).isTrue();
            run(fixture);
            assertThat(dialogs(fixture)).contains("b|" + id('8'));
            assertThat(fixture.stages().hasWork(STAGE)).isFalse();

            fixture.execute("UPDATE dialog SET tenant_llm_id = NULL");
            fixture.stages().rollBack(STAGE);
            run(fixture);
            assertThat(dialogs(fixture)).containsExactly("a|" + CHAT, "b|" + id('8'), "c|" + CHAT);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void seesWhatCameLaterThanItsTimeTells(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            long now = System.currentTimeMillis();
            dialog(fixture, "a", "m@1@default@VLLM", null, now);
            run(fixture);

            dialog(fixture, "b", "m@1@default@VLLM", null, now - 5_000);
            dialog(fixture, "c", "m@1@default@VLLM", null, now + 1);
            run(fixture);

            assertThat(dialogs(fixture)).containsExactly("a|" + CHAT, "b|" + CHAT, "c|" + CHAT);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isFinishedWhereItWasKilledBehindItsLastTable(TestServer server) throws SQLException {
        try (ModelFixture fixture = fixture(server)) {
            dialog(fixture, "a", "m@1@default@VLLM", null, OLD);
            dialog(fixture, "b", "new@default@VLLM", null, OLD);
            run(fixture);
            fixture.execute("UPDATE ragflow_migrator_checkpoint SET finished = 0, high_water = NULL WHERE stage = '"
                    + STAGE + "'");

            assertThat(fixture.stages().hasNewWork(STAGE)).isTrue();
            run(fixture);
            assertThat(fixture.stages().hasWork(STAGE)).isFalse();

            model(fixture, id('8'), "p", "i", "new", 1);
            fixture.execute("UPDATE tenant_model SET create_time = " + (OLD + 7) + " WHERE model_name = 'new'");
            run(fixture);
            assertThat(dialogs(fixture)).containsExactly("a|" + CHAT, "b|" + id('8'));
        }
    }
}
