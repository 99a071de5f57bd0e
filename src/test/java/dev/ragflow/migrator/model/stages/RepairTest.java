package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A v0.26 database as RAGFlow's own script leaves it. */
@Tag("server")
class RepairTest {

    /** Keys that differ in case were merged, models lost, one that is off not noted, one that is on switched off with another's. */
    private static ModelFixture migratedByScript(TestServer server) throws SQLException {
        ModelFixture fixture = new ModelFixture(server);
        fixture.legacy("t", "OpenAI", "gpt-4o", "chat", "sk-a", "");
        fixture.legacy("t", "OpenAI", "my-own", "chat", "sk-a", "");
        fixture.legacy("t", "OpenAI", "gpt-4o-mini", "chat", "sk-a", "", "0", OLD);
        fixture.legacy("t", "OpenAI", "other-own", "chat", "SK-A", "");
        fixture.legacy("t", "VLLM", "self", "chat", "", "http://v");
        fixture.legacy("t", "VLLM", "off", "chat", "", "http://v", "0", OLD);
        fixture.legacy("t", "Xinference", "rotated", "chat", "before", "http://x");
        fixture.provider("p", "t", "OpenAI", OLD);
        fixture.instance("i", "p", "default", "sk-a", "active", "{}", OLD, OLD);
        fixture.provider("q", "t", "VLLM", OLD);
        fixture.instance("j", "q", "default", "", "inactive", "{}", OLD, OLD);
        model(fixture, "m1", "q", "j", "self", "active");
        model(fixture, "m2", "q", "j", "off", "active");
        model(fixture, "m3", "p", "i", "gpt-4o", "inactive");
        fixture.provider("r", "t", "Xinference", OLD);
        fixture.instance("x", "r", "default", "after", "active", "{}", OLD, OLD + 1);
        dialog(fixture, "a", "my-own@default@OpenAI");
        dialog(fixture, "b", "other-own@default@OpenAI");
        fixture.raiseMarker();
        return fixture;
    }

    private static void model(
            ModelFixture fixture, String id, String provider, String instance, String name, String status)
            throws SQLException {
        fixture.insert(
                "tenant_model",
                values(
                        "id", id,
                        "provider_id", provider,
                        "instance_id", instance,
                        "model_name", name,
                        "model_type", "chat",
                        "status", status,
                        "extra", "{}",
                        "create_time", OLD,
                        "update_time", OLD));
    }

    private static void dialog(ModelFixture fixture, String id, String name) throws SQLException {
        fixture.insert(
                "dialog", values("id", id, "tenant_id", "t", "llm_id", name, "create_time", OLD, "update_time", OLD));
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void bringsBackWhatTheScriptLost(TestServer server) throws SQLException {
        try (ModelFixture fixture = migratedByScript(server)) {
            fixture.run();
            assertThat(fixture.newTables())
                    // nobody edited it, and a model of it is on
                    .contains("t|VLLM|default||active|{\"base_url\": \"http://v\"}")
                    .noneMatch(row -> row.contains("own"));
            assertThat(fixture.preservation().repairable()).isEqualTo(new Repairable(0, 1, 3, 2, 1));

            fixture.repair();

            List<String> repaired = fixture.newTables();
            assertThat(repaired)
                    .contains(
                            "t|OpenAI|default-2|SK-A|active|{}",
                            "t|VLLM|default||active|{\"base_url\": \"http://v\"}",
                            "t|Xinference|default|after|active|{}")
                    .anyMatch(row -> row.startsWith("t|OpenAI|default|gpt-4o|chat|active"))
                    .anyMatch(row -> row.startsWith("t|OpenAI|default|my-own|chat|active"))
                    .anyMatch(row -> row.startsWith("t|OpenAI|default|gpt-4o-mini|chat|inactive"))
                    .anyMatch(row -> row.startsWith("t|OpenAI|default-2|other-own|chat|active"))
                    .anyMatch(row -> row.startsWith("t|VLLM|default|self|chat|active"))
                    .anyMatch(row -> row.startsWith("t|VLLM|default|off|chat|inactive"))
                    .noneMatch(row -> row.contains("before"));
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog"))
                    .containsExactly("a|my-own@default@OpenAI", "b|other-own@default-2@OpenAI");
            assertThat(fixture.preservation().repairable()).isEqualTo(new Repairable(0, 0, 0, 0, 1));
            assertThat(fixture.withWork()).isEmpty();

            assertThat(fixture.repair()).noneMatch(result -> result.changedAnything());
            assertThat(fixture.newTables()).isEqualTo(repaired);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesWhatUsersChangedSince(TestServer server) throws SQLException {
        try (ModelFixture fixture = migratedByScript(server)) {
            fixture.repair();
            long later = System.currentTimeMillis() + 60_000;
            fixture.execute(
                    "UPDATE tenant_model_instance SET api_key = 'new', update_time = " + later
                            + " WHERE instance_name = 'default-2'",
                    "UPDATE tenant_model SET status = 'active', update_time = " + later + " WHERE model_name = 'off'",
                    "UPDATE dialog SET llm_id = 'other-own@default@OpenAI', update_time = " + later
                            + " WHERE id = 'b'");
            List<String> edited = fixture.newTables();

            fixture.repair();

            assertThat(fixture.newTables()).isEqualTo(edited);
            assertThat(fixture.rows("SELECT id, llm_id FROM dialog"))
                    .containsExactly("a|my-own@default@OpenAI", "b|other-own@default@OpenAI");
        }
    }
}
