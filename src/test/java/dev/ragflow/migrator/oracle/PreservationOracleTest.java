package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.HardCases.id;
import static dev.ragflow.migrator.oracle.RowLoader.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The preservation oracle")
@Tag("server")
class PreservationOracleTest {

    private static final String PROXY = "https://proxy.internal";

    /** What is done to a well-migrated database, and what the oracle must say. */
    private static final String[][] DAMAGES = {
        {"DELETE FROM tenant_llm WHERE llm_name = 'my-tune'", "the row is gone"},
        {"UPDATE tenant_llm SET api_key = 'other' WHERE llm_name = 'my-tune'", "api_key changed"},
        {"UPDATE tenant_llm SET model_type = 'vision' WHERE llm_name = 'yi-large'", "model_type changed"},
        {"DELETE FROM tenant_model_provider WHERE provider_name = 'Ollama'", "no provider Ollama"},
        {"UPDATE tenant_model_instance SET api_key = 'SK-ONE-11' WHERE api_key = 'sk-one-11'", "no instance of OpenAI"},
        {"UPDATE tenant_model_instance SET api_key = 'sk-one-11 ' WHERE api_key = 'sk-one-11'", "no instance of OpenAI"
        },
        {"UPDATE tenant_model_instance SET extra = '{}' WHERE api_key = 'sk-two-22'", "no instance of OpenAI"},
        {
            "UPDATE tenant_model_instance SET extra = '{\"base_url\":\" https://proxy.internal\"}' WHERE api_key = 'sk-two-22'",
            "no instance of OpenAI"
        },
        {"UPDATE tenant_model_instance SET extra = '' WHERE api_key = 'sk-one-11'", "extra is no JSON object"},
        {
            "UPDATE tenant_model_instance SET extra = '{\"base_url\":null}' WHERE api_key = 'sk-one-11'",
            "values that are not texts"
        },
        {
            "UPDATE tenant_model_instance SET instance_name = 'default' WHERE api_key = 'sk-two-22'",
            "two instances are named default"
        },
        {
            "UPDATE tenant_model_instance SET instance_name = 'main' WHERE api_key = 'sk-two-22'",
            "its instances are named"
        },
        {
            "UPDATE tenant_model_instance SET instance_name = CASE api_key WHEN 'sk-two-22' THEN 'default' ELSE 'default-2' END"
                    + " WHERE api_key IN ('sk-one-11', 'sk-two-22')",
            "should be the default"
        },
        {"UPDATE tenant_model_instance SET status = 'inactive' WHERE api_key = 'sk-two-22'", "is inactive, not active"},
        {"UPDATE tenant_model_instance SET status = '1' WHERE api_key = 'sk-two-22'", "is 1, not active"},
        {
            "UPDATE tenant_model_instance SET api_key = 'sk-one-11' WHERE api_key = 'sk-three-33'",
            "no model of the tenant has its credential"
        },
        {
            "UPDATE tenant_model_instance SET id = 'ABCDEF0123456789ABCDEF0123456789' WHERE api_key = 'sk-three-33'",
            "32 lower-case"
        },
        {"UPDATE tenant_model_instance SET create_time = 1749988800", "create_time 1749988800 is not"},
        {"UPDATE tenant_model SET update_date = '2025-06-15 11:30:00'", "update_time 1749988800000 is not"},
        {"UPDATE tenant_model_provider SET update_date = NULL", "is not update_date"},
        {
            "UPDATE tenant_model_provider SET provider_name = 'Olama' WHERE provider_name = 'Ollama'",
            "the tenant had no such factory"
        },
        {
            "UPDATE tenant_model_provider SET tenant_id = 'TENANT2' WHERE provider_name = 'Ollama'",
            "the tenant had no such factory"
        },
        {"DELETE FROM tenant_model WHERE model_name = 'my-tune'", "was on, is ABSENT"},
        {"DELETE FROM tenant_model WHERE model_name = 'gpt-4o-mini'", "was off, has no inactive row"},
        {
            "DELETE FROM tenant_model WHERE model_name = 'llama' AND model_type = 'embedding'",
            "as embedding: was on, is ABSENT"
        },
        {"UPDATE tenant_model SET status = 'active' WHERE model_name = 'gpt-4o-mini'", "its row is active"},
        {"UPDATE tenant_model SET status = 'inactive' WHERE model_name = 'my-tune'", "was on, is INACTIVE"},
        {"UPDATE tenant_model SET status = 'on' WHERE model_name = 'my-tune'", "unknown status on"},
        {"UPDATE tenant_model SET model_type = 'vision' WHERE model_name = 'my-tune'", "unknown type"},
        {
            "UPDATE tenant_model SET model_type = 'rerank' WHERE model_name = 'my-tune'",
            "type rerank that nothing asks for"
        },
        {
            "UPDATE tenant_model SET model_name = 'yi-large' WHERE model_name = 'my-tune'",
            "no such model with this credential"
        },
        {
            "UPDATE tenant_model SET extra = '{\"is_tools\":true}' WHERE model_name = 'my-tune'",
            "extra.max_tokens is null"
        },
        {
            "UPDATE tenant_model SET extra = '{\"max_tokens\":8192}' WHERE model_name = 'my-tune'",
            "extra.is_tools is null"
        },
        {"UPDATE tenant_model SET extra = 'x' WHERE model_name = 'my-tune'", "extra is no JSON object"},
        {"UPDATE tenant_model SET model_type = 'chat' WHERE model_name = 'llama'", "is there twice"},
        {
            "UPDATE tenant_model SET instance_id = 'INSTANCE_RETIRED', provider_id = 'PROVIDER_RETIRED' WHERE model_name = 'my-tune'",
            "v0.26 does not know the provider"
        },
        {
            "UPDATE tenant_model SET provider_id = 'PROVIDER_RETIRED' WHERE model_name = 'my-tune'",
            "instance and provider do not fit"
        },
        {"UPDATE tenant SET llm_id = 'gpt-4o@OpenAI' WHERE id = 'TENANT1'", "not 'gpt-4o@default@OpenAI'"},
        {"UPDATE tenant SET embd_id = 'llama@default@ollama' WHERE id = 'TENANT1'", "not 'llama@default@Ollama'"},
        {"UPDATE tenant SET rerank_id = 'nobody@default@Ollama' WHERE id = 'TENANT1'", "did not resolve"},
        {"UPDATE tenant SET tts_id = 'nobody@OpenAI' WHERE id = 'TENANT1'", "did not resolve"},
        {"UPDATE tenant SET name = 'x' WHERE id = 'TENANT1'", "name changed"},
        {"DELETE FROM dialog", "dialog: 1 rows before, 0 after"},
        {"UPDATE dialog SET llm_id = 'my-tune@default@OpenAI'", "not 'my-tune@default-2@OpenAI'"},
        {"UPDATE dialog SET prompt_config = '{}'", "prompt_config changed"},
        {"UPDATE user_canvas SET dsl = REPLACE(dsl, '1e400', 'null')", "other bytes changed before character"},
        {"UPDATE user_canvas SET dsl = REPLACE(dsl, ' }', '}')", "other bytes changed after character"},
        {
            "UPDATE user_canvas SET dsl = REPLACE(dsl, 'gpt-4o@default@OpenAI', 'gpt-4o@default-2@OpenAI')",
            "not 'gpt-4o@default@OpenAI'"
        },
        {"UPDATE user_canvas SET dsl = NULL", "changed"},
        {
            "UPDATE knowledgebase SET parser_config = '{\"layout_recognize\":\"DeepDOC@default@OpenAI\"}'",
            "did not resolve"
        },
        {"UPDATE document SET parser_config = '{\"llm_id\":\"gpt-4o@default@OpenAI\"'", "has no reference, but changed"
        },
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findsNothingWrongInAGoodMigrationAndEveryDamage(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.26.4");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            RowLoader loader = new RowLoader(connection);
            before(new LegacyRows(loader, new TestSecrets()));
            Snapshot before = PreservationOracle.snapshot(connection);
            migrateByHand(loader);
            connection.commit();
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                    .isEmpty();

            SoftAssertions softly = new SoftAssertions();
            for (String[] damage : DAMAGES) {
                assertThat(statement.executeUpdate(withIds(damage[0])))
                        .as(damage[0])
                        .isPositive();
                List<String> found = PreservationOracle.check(before, PreservationOracle.snapshot(connection));
                softly.assertThat(found).as(damage[0]).anyMatch(text -> text.contains(damage[1]));
                connection.rollback();
            }
            softly.assertAll();
        }
    }

    private static String withIds(String sql) {
        return sql.replace("TENANT1", HardCases.tenant("one"))
                .replace("TENANT2", HardCases.tenant("two"))
                .replace("INSTANCE_RETIRED", id("i 01.AI"))
                .replace("PROVIDER_RETIRED", id("p 01.AI"));
    }

    private static void before(LegacyRows rows) throws SQLException {
        String one = rows.tenant(
                "one", "llm_id", "gpt-4o@OpenAI", "embd_id", "llama", "rerank_id", "nobody", "tts_id", "nobody@OpenAI");
        String two = rows.tenant("two", "llm_id", "gpt-4o");
        rows.model(one, "OpenAI", "gpt-4o", "chat", "sk-one-11", "");
        rows.disabled(one, "OpenAI", "gpt-4o-mini", "chat", "{\"api_key\":\"sk-one-11\"}", null);
        rows.model(
                one, "OpenAI", "my-tune", "chat", "{\"is_tools\":true,\"api_key\":\"sk-two-22\"}", " " + PROXY + " ");
        rows.model(one, "Ollama", "llama", "chat", null, "http://ollama.internal");
        rows.model(one, "01.AI", "yi-large", "chat", "sk-one-11", "");
        rows.model(two, "OpenAI", "gpt-4o", "chat", "sk-three-33", "");
        rows.dialog(one, "d", "my-tune@OpenAI", "yi-large");
        rows.canvas(
                one,
                "c",
                "me",
                "{\"x\":1e400, \"p\":\"a@OpenAI.com\",\"llm_id\":\"gpt-4o\\u0040OpenAI\",\"tts_id\":\"nobody\" }");
        String knowledgebase =
                rows.knowledgebase(one, "k", "llama@Ollama", "{\"layout_recognize\":\"DeepDOC@OpenAI\"}");
        rows.document(knowledgebase, two, "o", "{\"llm_id\":\"gpt-4o@OpenAI\"");
    }

    private static void migrateByHand(RowLoader loader) throws SQLException {
        NativeCases.provider(loader, "one", "OpenAI", "p one");
        NativeCases.provider(loader, "one", "Ollama", "p ollama");
        NativeCases.provider(loader, "one", "01.AI", "p 01.AI");
        NativeCases.provider(loader, "two", "OpenAI", "p two");
        NativeCases.instance(loader, "p one", "i one", "default", "sk-one-11", "{}");
        NativeCases.instance(loader, "p one", "i proxy", "default-2", "sk-two-22", "{\"base_url\": \"" + PROXY + "\"}");
        NativeCases.instance(
                loader,
                "p ollama",
                "i ollama",
                "default",
                "",
                "{\"base_url\":\"http://ollama.internal\",\"region\":\"\"}");
        NativeCases.instance(loader, "p 01.AI", "i 01.AI", "default", "sk-one-11", "{\"base_url\":\"\"}");
        NativeCases.instance(loader, "p two", "i two", "default", "sk-three-33", "{}");
        model(loader, "p one", "i one", "gpt-4o-mini", "chat", "inactive", "{\"max_tokens\":8192,\"is_tools\":true}");
        model(loader, "p one", "i proxy", "my-tune", "chat", "active", "{\"is_tools\":true,\"max_tokens\":8192}");
        model(loader, "p ollama", "i ollama", "llama", "chat", "active", "{\"max_tokens\":8192}");
        model(
                loader,
                "p ollama",
                "i ollama",
                "llama",
                "embedding",
                "active",
                "{\"max_tokens\":8192,\"is_tools\":false}");
        // yi-large is used as a reranker too, but v0.26 does not know its provider
        loader.update("UPDATE tenant SET llm_id = 'gpt-4o@default@OpenAI' WHERE llm_id <> ''");
        loader.update("UPDATE tenant SET embd_id = 'llama@default@Ollama' WHERE embd_id <> ''");
        loader.update("UPDATE tenant SET tts_id = 'nobody@default@OpenAI' WHERE tts_id = 'nobody@OpenAI'");
        loader.update("UPDATE dialog SET llm_id = 'my-tune@default-2@OpenAI', rerank_id = 'yi-large@default@01.AI'");
        loader.update(
                "UPDATE user_canvas SET dsl = ?",
                "{\"x\":1e400, \"p\":\"a@OpenAI.com\",\"llm_id\":\"gpt-4o@default@OpenAI\",\"tts_id\":\"nobody\" }");
        loader.update("UPDATE knowledgebase SET embd_id = 'llama@default@Ollama'");
    }

    private static void model(
            RowLoader loader, String provider, String instance, String name, String type, String status, String extra)
            throws SQLException {
        loader.insert(
                "tenant_model",
                row(
                        "id",
                        id("m " + name + type),
                        "provider_id",
                        id(provider),
                        "instance_id",
                        id(instance),
                        "model_name",
                        name,
                        "model_type",
                        type,
                        "status",
                        status,
                        "extra",
                        extra));
    }
}
