package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A v0.27.0 database as RAGFlow's own scripts leave it, and users have worked with since. */
@Tag("server")
class TypeBitsRepairTest {

    private static ModelFixture migratedByScript(TestServer server) throws SQLException {
        ModelFixture fixture = new ModelFixture(server, Release.V0_27_0);
        fixture.legacy("t", "OpenAI", "gpt-4o", "chat", "sk-a", "");
        fixture.legacy("t", "OpenAI", "own-a", "chat", "sk-a", "");
        fixture.legacy("t", "OpenAI", "own-b", "chat", "sk-b", "");
        fixture.legacy("t", "VLLM", "self", "chat", "", "http://v");
        fixture.legacy("t", "VLLM", "other", "chat", "", "http://w");
        fixture.legacy("t", "Xinference", "deleted", "chat", "sk-x", "http://x");
        fixture.legacy("t", "DeepSeek", "deepseek-chat", "chat", "before", "");
        fixture.provider("p", "t", "OpenAI", OLD);
        fixture.instance("i", "p", "default", "sk-a", "active", "{}", OLD, OLD);
        fixture.instance("j", "p", "default", "sk-b", "active", "{}", OLD / 1000, OLD / 1000);
        fixture.model("1", "p", "i", "gpt-4o", 1, "active", "{}");
        fixture.model("2", "p", "i", "own-a", 1, "active", "{}");
        fixture.model("3", "p", "j", "own-b", 1, "active", "{}");
        fixture.provider("q", "t", "VLLM", OLD);
        fixture.instance("k", "q", "default", "", "active", "{}", OLD, OLD);
        fixture.model("4", "q", "k", "self", 1, "active", "{}");
        fixture.provider("r", "t", "DeepSeek", OLD);
        fixture.instance("l", "r", "default", "after", "active", "{}", OLD, OLD + 60_000);
        fixture.model("5", "r", "l", "deepseek-chat", 1, "active", "{}");
        for (String model : List.of("own-b@default@OpenAI", "own-a@default@OpenAI", "other@default@VLLM")) {
            fixture.insert(
                    "dialog",
                    values("id", model, "tenant_id", "t", "llm_id", model, "create_time", OLD, "update_time", OLD));
        }
        fixture.raiseMarker();
        return fixture;
    }

    private static List<String> instances(ModelFixture fixture) throws SQLException {
        return fixture.rows("""
                SELECT p.provider_name, i.instance_name, i.api_key, i.extra, i.create_time
                FROM tenant_model_instance i JOIN tenant_model_provider p ON p.id = i.provider_id""");
    }

    private static List<String> references(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT llm_id FROM dialog");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void everyRunPutsRightWhatNoUserCanHaveDone(TestServer server) throws SQLException {
        try (ModelFixture fixture = migratedByScript(server)) {
            List<StageResult> results = fixture.run();

            assertThat(instances(fixture))
                    .containsExactly(
                            "DeepSeek|default|after|{}|" + OLD,
                            "OpenAI|default-2|sk-b|{}|" + OLD,
                            "OpenAI|default|sk-a|{}|" + OLD,
                            "VLLM|default||{\"base_url\": \"http://v\"}|" + OLD);
            assertThat(references(fixture))
                    .containsExactly("other@default@VLLM", "own-a@default@OpenAI", "own-b@default-2@OpenAI");
            assertThat(results.stream().flatMap(result -> result.notes().stream()))
                    .anyMatch(note -> note.contains("1 instances of one name"))
                    .anyMatch(note -> note.contains("1 instances without the base URL"));
            Repairable repairable = fixture.preservation().repairable();
            assertThat(repairable.providers()).isEqualTo(1);
            assertThat(repairable.instances()).isEqualTo(2);
            assertThat(repairable.undecided()).isEqualTo(1);

            List<String> repaired = fixture.newTables();
            assertThat(fixture.run()).noneMatch(StageResult::changedAnything);
            assertThat(fixture.newTables()).isEqualTo(repaired);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void bringsBackWhatIsMissing(TestServer server) throws SQLException {
        try (ModelFixture fixture = migratedByScript(server)) {
            fixture.run();

            assertThat(fixture.repair().stream().flatMap(result -> result.notes().stream()))
                    .contains(
                            "Repaired in tenant_model_provider: 1 rows that were missing, added as tenant_llm has them.");
            assertThat(fixture.newTables())
                    .contains(
                            "t|Xinference|default|sk-x|active|{\"base_url\": \"http://x\"}",
                            "t|DeepSeek|default|after|active|{}")
                    .anyMatch(row -> row.startsWith("t|Xinference|default|deleted|1|active"))
                    .anyMatch(row -> row.startsWith("t|VLLM|default-2|other|1|active"))
                    .noneMatch(row -> row.contains("before"));
            assertThat(references(fixture))
                    .containsExactly("other@default-2@VLLM", "own-a@default@OpenAI", "own-b@default-2@OpenAI");
            assertThat(fixture.preservation().repairable()).isEqualTo(new Repairable(0, 0, 0, 0, 1));
            List<String> repaired = fixture.newTables();
            assertThat(fixture.repair()).noneMatch(StageResult::changedAnything);
            assertThat(fixture.newTables()).isEqualTo(repaired);
        }
    }
}
