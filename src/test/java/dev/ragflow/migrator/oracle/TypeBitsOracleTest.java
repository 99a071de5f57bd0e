package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.HardCases.id;
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

@DisplayName("The preservation oracle for v0.27.0")
@Tag("server")
class TypeBitsOracleTest {

    private static final String OWN = "{\"max_tokens\":8192,\"is_tools\":true}";

    /** What is done to a well-migrated database, and what the oracle must say. */
    private static final String[][] DAMAGES = {
        {"UPDATE tenant_llm SET model_type = 'image2text' WHERE llm_name = 'see'", "model_type changed"},
        {"UPDATE tenant_model SET model_type = 0 WHERE model_name = 'my-tune'", "unknown type 0"},
        {"UPDATE tenant_model SET model_type = 128 WHERE model_name = 'my-tune'", "unknown type 128"},
        {"UPDATE tenant_model SET model_type = 2 WHERE model_name = 'my-tune'", "as chat: was on, is ABSENT"},
        {"UPDATE tenant_model SET model_type = 17 WHERE model_name = 'my-tune'", "type rerank that nothing asks for"},
        {"UPDATE tenant_model SET model_type = 1 WHERE model_name = 'llama'", "as embedding: was on, is ABSENT"},
        {"DELETE FROM tenant_model WHERE model_name = 'my-tune'", "was on, is ABSENT"},
        {"DELETE FROM tenant_model WHERE id = 'OFF'", "was off, has no inactive row"},
        {"UPDATE tenant_model SET status = 'active' WHERE id = 'OFF'", "its row is active"},
        {"UPDATE tenant_model SET status = 'unsupported' WHERE id = 'OFF'", "unknown status unsupported"},
        {"UPDATE tenant_model SET status = 'inactive' WHERE id = 'SEED'", "nobody disabled it, but it is inactive"},
        {"UPDATE tenant_model SET model_type = 3 WHERE id = 'SEED'", "has the types [chat, embedding], not [chat]"},
        {"UPDATE tenant_model SET extra = '{\"is_tools\":true}' WHERE id = 'SEED'", "not the catalogue's"},
        {"UPDATE tenant_model SET extra = '{\"max_tokens\":1000000}' WHERE id = 'SEED'", "not the catalogue's"},
        {"UPDATE tenant_model SET extra = '' WHERE id = 'SEED'", "extra is no JSON object"},
        {"DELETE FROM tenant_model WHERE id = 'SEED'", "has no row"},
        {"UPDATE tenant_model SET model_name = 'FLASH' WHERE id = 'OFF'", "is there twice"},
        {"UPDATE tenant_model SET model_name = 'gpt-4o' WHERE id = 'SEED'", "no such model with this credential"},
        {"UPDATE tenant_model SET model_name = NULL WHERE id = 'SEED'", "no such model with this credential"},
        {"UPDATE tenant_model SET status = 'active' WHERE model_name = 'yi-large'", "does not know the provider"},
        {"DELETE FROM tenant_model WHERE model_name = 'yi-large'", "has rows of the types []"},
        {"UPDATE tenant_model SET model_type = 1 WHERE model_name = 'yi-large'", "has rows of the types [chat]"},
        {"UPDATE tenant SET tenant_llm_id = NULL WHERE id = 'TENANT1'", "tenant_llm_id is null, not"},
        {"UPDATE tenant SET tenant_llm_id = 'SEED' WHERE id = 'TENANT1'", "tenant_llm_id is"},
        {"UPDATE tenant SET tenant_rerank_id = '' WHERE id = 'TENANT1'", "tenant_rerank_id is , not null"},
        {"UPDATE dialog SET tenant_rerank_id = NULL WHERE rerank_id LIKE 'yi%'", "tenant_rerank_id is null"},
        {"UPDATE tenant SET llm_id = 'my-tune@DeepSeek' WHERE id = 'TENANT1'", "not 'my-tune@default@DeepSeek'"},
        // what users made themselves
        {"DELETE FROM tenant_model_provider WHERE tenant_id = 'TENANT3'", "the row is gone"},
        {"UPDATE tenant_model_instance SET instance_name = 'default' WHERE id = 'MINE'", "instance_name changed"},
        {"UPDATE tenant_model_instance SET api_key = 'other' WHERE id = 'MINE'", "api_key changed"},
        {"UPDATE tenant_model_instance SET extra = '{}' WHERE id = 'MINE'", "extra changed"},
        {"DELETE FROM tenant_model WHERE model_name = 'tuned'", "has 0 rows"},
        {"UPDATE tenant_model SET model_type = 9 WHERE model_name = 'tuned'", "has type 9, not 1"},
        {"UPDATE tenant_model SET status = 'inactive' WHERE model_name = 'tuned'", "is inactive, not active"},
        {"UPDATE tenant_model SET status = 'active' WHERE id = 'NATIVE'", "is active, not inactive"},
        {"UPDATE tenant_model SET extra = '{}' WHERE model_name = 'tuned'", "lost something from extra"},
        {"UPDATE tenant_model SET id = 'FRESH' WHERE model_name = 'tuned'", "has another id"},
        {"UPDATE tenant_model SET id = 'FRESH' WHERE model_name = 'tuned'", "a group needs this id"},
        {"UPDATE tenant_model SET model_name = 'gone' WHERE model_name = 'tuned'", "gone: has 1 rows"},
        {"DELETE FROM tenant_model_backup WHERE model_name = 'tuned'", "is not in tenant_model_backup"},
        {"UPDATE tenant_model_backup SET status = 'active' WHERE model_name = 'tuned'", "another in tenant_model_backup"
        },
        {"UPDATE tenant SET llm_id = 'tuned@DeepSeek2' WHERE id = 'TENANT3'", "worked in v0.26 and does no longer"},
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findsNothingWrongInAGoodMigrationAndEveryDamage(TestServer server) throws SQLException {
        try (TestDatabase old = server.createDatabase().loadRelease("v0.26.4");
                TestDatabase migrated = server.createDatabase().loadRelease("v0.27.0");
                Connection oldConnection = old.connect();
                Connection connection = migrated.connect();
                Statement statement = connection.createStatement()) {
            RowLoader oldLoader = new RowLoader(oldConnection);
            legacy(new LegacyRows(oldLoader, new TestSecrets()));
            NativeCases.load(oldLoader, "tenant_model");
            Snapshot before = PreservationOracle.snapshot(oldConnection);

            createBackup(migrated);
            connection.setAutoCommit(false);
            RowLoader loader = new RowLoader(connection);
            legacy(new LegacyRows(loader, new TestSecrets()));
            NativeCases.load(loader, "tenant_model_backup");
            migrateByHand(loader);
            connection.commit();
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection), "v0.27.0"))
                    .isEmpty();

            SoftAssertions softly = new SoftAssertions();
            for (String[] damage : DAMAGES) {
                assertThat(statement.executeUpdate(withIds(damage[0])))
                        .as(damage[0])
                        .isPositive();
                List<String> found =
                        PreservationOracle.check(before, PreservationOracle.snapshot(connection), "v0.27.0");
                softly.assertThat(found).as(damage[0]).anyMatch(text -> text.contains(damage[1]));
                connection.rollback();
            }
            softly.assertAll();
        }
    }

    private static String withIds(String sql) {
        return sql.replace("TENANT1", HardCases.tenant("one"))
                .replace("TENANT3", HardCases.tenant("three"))
                .replace("OFF", id("m off"))
                .replace("SEED", id("m seed"))
                .replace("NATIVE", id("m native flash"))
                .replace("MINE", id("i mine"))
                .replace("FRESH", id("fresh"))
                .replace("FLASH", NativeCases.FLASH);
    }

    private static void createBackup(TestDatabase database) {
        String date = database.server() == TestServer.POSTGRES ? "TIMESTAMP" : "DATETIME";
        database.execute("CREATE TABLE `tenant_model_backup` (`id` VARCHAR(32) PRIMARY KEY, `provider_id` VARCHAR(32),"
                + " `instance_id` VARCHAR(32), `model_name` VARCHAR(128), `model_type` VARCHAR(32),"
                + " `status` VARCHAR(32), `extra` VARCHAR(1024), `create_time` BIGINT, `update_time` BIGINT,"
                + " `create_date` " + date + ", `update_date` " + date + ")");
    }

    private static void legacy(LegacyRows rows) throws SQLException {
        String one = rows.tenant("one", "llm_id", "my-tune@DeepSeek", "embd_id", "llama", "rerank_id", "nobody");
        String two = rows.tenant("two", "llm_id", NativeCases.FLASH);
        rows.disabled(one, "DeepSeek", NativeCases.PRO, "chat", "{\"api_key\":\"sk-one-11\"}", null);
        rows.model(one, "DeepSeek", "my-tune", "chat", "{\"is_tools\":true,\"api_key\":\"sk-one-11\"}", null);
        rows.model(one, "Ollama", "llama", "chat", null, "http://ollama.internal");
        rows.model(one, "Ollama", "see", "image2text", null, "http://ollama.internal");
        rows.model(one, "01.AI", "yi-large", "chat", "sk-one-11", "");
        rows.model(two, "DeepSeek", NativeCases.FLASH, "chat", "sk-three-33", "");
        rows.dialog(one, "d", "my-tune@DeepSeek", "yi-large");
    }

    private static void migrateByHand(RowLoader loader) throws SQLException {
        NativeCases.provider(loader, "one", "DeepSeek", "p one");
        NativeCases.provider(loader, "one", "Ollama", "p ollama");
        NativeCases.provider(loader, "one", "01.AI", "p 01.AI");
        NativeCases.provider(loader, "two", "DeepSeek", "p two");
        NativeCases.instance(loader, "p one", "i one", "default", "sk-one-11", "{}");
        NativeCases.instance(
                loader, "p ollama", "i ollama", "default", "", "{\"base_url\":\"http://ollama.internal\"}");
        NativeCases.instance(loader, "p 01.AI", "i 01.AI", "default", "sk-one-11", "{}");
        NativeCases.instance(loader, "p two", "i two", "default", "sk-three-33", "{}");
        bits(loader, "i one", "m off", NativeCases.PRO, 1, "inactive", OWN);
        bits(loader, "i one", "m tune", "my-tune", 1, "active", OWN);
        bits(loader, "i one", "m seed", NativeCases.FLASH, 1, "active", NativeCases.LISTED);
        bits(loader, "i ollama", "m llama", "llama", 3, "active", "{\"max_tokens\":8192}");
        bits(loader, "i ollama", "m see", "see", 8, "active", "{\"max_tokens\":8192}");
        bits(loader, "i 01.AI", "m yi", "yi-large", 17, "inactive", "{\"max_tokens\":8192}");
        bits(loader, "i two", "m two", NativeCases.FLASH, 1, "active", OWN);
        bits(loader, "i two", "m two pro", NativeCases.PRO, 1, "active", NativeCases.LISTED);
        bits(loader, "i mine", "m tuned", "tuned", 1, "active", NativeCases.NATIVE);
        bits(loader, "i mine", "m native flash", NativeCases.FLASH, 1, "inactive", NativeCases.LISTED);
        bits(loader, "i mine", "m native pro", NativeCases.PRO, 1, "active", NativeCases.LISTED);
        String one = HardCases.tenant("one");
        loader.update("UPDATE tenant_llm SET model_type = 'vision' WHERE model_type = 'image2text'");
        loader.update(
                "UPDATE tenant SET llm_id = 'my-tune@default@DeepSeek', tenant_llm_id = ?,"
                        + " embd_id = 'llama@default@Ollama', tenant_embd_id = ? WHERE id = ?",
                id("m tune"),
                id("m llama"),
                one);
        loader.update(
                "UPDATE tenant SET llm_id = '" + NativeCases.FLASH
                        + "@default@DeepSeek', tenant_llm_id = ? WHERE id = ?",
                id("m two"),
                HardCases.tenant("two"));
        loader.update(
                "UPDATE tenant SET tenant_llm_id = ?, tenant_embd_id = NULL WHERE id = ?",
                id("m tuned"),
                HardCases.tenant("three"));
        loader.update(
                "UPDATE dialog SET llm_id = 'my-tune@default@DeepSeek', tenant_llm_id = ?,"
                        + " rerank_id = 'yi-large@default@01.AI', tenant_rerank_id = ?",
                id("m tune"),
                id("m yi"));
    }

    private static void bits(
            RowLoader loader, String instance, String label, String name, int type, String status, String extra)
            throws SQLException {
        NativeCases.model(loader, "tenant_model", instance, label, name, type, status, extra);
    }
}
