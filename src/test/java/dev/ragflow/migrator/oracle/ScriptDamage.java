package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What RAGFlow's own scripts do wrong, done to a database that was migrated well. */
final class ScriptDamage {

    static final String MARKED =
            "UPDATE `system_settings` SET `value` = 'v0.27.0' WHERE `name` = 'mysql_migration.database.version'";

    private static final Map<String, List<String>> FIELDS = Map.of(
            "tenant", List.of("llm_id", "embd_id", "asr_id", "img2txt_id", "rerank_id", "tts_id", "ocr_id"),
            "knowledgebase", List.of("embd_id"),
            "dialog", List.of("llm_id", "rerank_id"),
            "memory", List.of("embd_id", "llm_id"));

    private ScriptDamage() {}

    static String dateType(TestDatabase database) {
        return database.server() == TestServer.POSTGRES ? "TIMESTAMP" : "DATETIME";
    }

    static void mergeTableLeft(TestDatabase database) {
        database.execute(
                "CREATE TABLE `tenant_model_merge_tmp` (`id` VARCHAR(32) PRIMARY KEY, `model_type` INT)",
                "INSERT INTO `tenant_model_merge_tmp` VALUES ('left-over', 1)");
    }

    /** One instance for each key of a provider; all have one name and no base URL, and every reference names it. */
    static void allDefault(TestDatabase database) throws SQLException {
        Set<String> endings = new LinkedHashSet<>();
        try (Connection connection = database.connect()) {
            DatabaseSnapshot snapshot = DatabaseSnapshot.of(connection);
            Map<String, Row> providers = snapshot.byKey("tenant_model_provider");
            Map<String, String> kept = new HashMap<>();
            List<Row> instances = new ArrayList<>(snapshot.rows("tenant_model_instance"));
            instances.sort(Comparator.comparing(instance -> instance.text("instance_name")));
            for (Row instance : instances) {
                String provider = instance.text("provider_id");
                String name = instance.text("instance_name");
                if (!name.equals("default")) {
                    endings.add("@" + name + "@"
                            + Objects.requireNonNull(providers.get(provider)).text("provider_name"));
                }
                String id = instance.text("id");
                String same = kept.putIfAbsent(provider + instance.text("api_key"), id);
                if (same != null) {
                    oneInstance(database, id, same);
                }
            }
        }
        database.execute("UPDATE `tenant_model_instance` SET `instance_name` = 'default', `extra` = '{}'");
        for (String table : ReferencePlaces.tables()) {
            String json = ReferencePlaces.JSON.get(table);
            for (String column : FIELDS.getOrDefault(table, List.of())) {
                replace(database, table, column, endings);
            }
            if (json != null) {
                replace(database, table, json, endings);
            }
        }
    }

    /** The models of an instance that the other lacks go over to it; the instance goes. */
    private static void oneInstance(TestDatabase database, String instance, String other) {
        database.execute(
                "DELETE FROM `tenant_model` WHERE `instance_id` = '" + instance + "' AND `model_name` IN"
                        + " (SELECT `model_name` FROM (SELECT `model_name` FROM `tenant_model` WHERE `instance_id` = '"
                        + other + "') AS other)",
                "UPDATE `tenant_model` SET `instance_id` = '" + other + "' WHERE `instance_id` = '" + instance + "'",
                "DELETE FROM `tenant_model_instance` WHERE `id` = '" + instance + "'");
    }

    private static void replace(TestDatabase database, String table, String column, Set<String> endings) {
        for (String ending : endings) {
            String now = "@default" + ending.substring(ending.lastIndexOf('@'));
            database.execute("UPDATE `" + table + "` SET `" + column + "` = REPLACE(`" + column + "`, '" + ending
                    + "', '" + now + "') WHERE `" + column + "` LIKE '%" + ending + "%'");
        }
    }

    /** Models that the catalogue of their provider does not list are lost. */
    static void withoutCustomModels(TestDatabase database) {
        database.execute("DELETE FROM `tenant_model` WHERE `model_name` IN ('my-other-tune', 'my-fine-tune',"
                + " 'qwen-max-of-old', 'deepseek-chat-of-old', 'embed-of-old', 'novita-of-old', 'gemini-account')");
    }

    /** The columns are of texts, and empty. */
    static void withoutIds(TestDatabase database) {
        FIELDS.forEach((table, columns) -> columns.forEach(column -> {
            String name = "`tenant_" + column + "`";
            if (!column.equals("ocr_id")) {
                database.execute(
                        "ALTER TABLE `" + table + "` DROP COLUMN " + name,
                        "ALTER TABLE `" + table + "` ADD COLUMN " + name + " VARCHAR(32)",
                        "UPDATE `" + table + "` SET " + name + " = ''");
            }
        }));
    }
}
