package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.RowLoader.row;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The script of v0.25: instances are named like the factory and told apart by the key as it is stored, keys are cut at 512
 * characters, states are 1 and 0, times are in seconds, and nothing has an {@code extra}.
 */
final class FormerScript {

    private static final long SECONDS = Instant.parse("2025-09-01T00:00:00Z").getEpochSecond();

    private static final String TIMES =
            "`create_time` BIGINT, `update_time` BIGINT, `create_date` DATE_TYPE, `update_date` DATE_TYPE)";

    private FormerScript() {}

    static void run(TestDatabase database) throws SQLException {
        String times = TIMES.replace("DATE_TYPE", ScriptDamage.dateType(database));
        database.execute(
                "CREATE TABLE `tenant_model_provider` (`id` VARCHAR(32) NOT NULL PRIMARY KEY,"
                        + " `provider_name` VARCHAR(128) NOT NULL, `tenant_id` VARCHAR(32) NOT NULL, " + times,
                "CREATE TABLE `tenant_model_instance` (`id` VARCHAR(32) NOT NULL PRIMARY KEY,"
                        + " `instance_name` VARCHAR(128) NOT NULL, `provider_id` VARCHAR(32) NOT NULL,"
                        + " `api_key` VARCHAR(512) NOT NULL, `status` VARCHAR(32) NOT NULL, `extra` VARCHAR(512), "
                        + times,
                "CREATE TABLE `tenant_model` (`id` VARCHAR(32) NOT NULL PRIMARY KEY, `model_name` VARCHAR(128),"
                        + " `provider_id` VARCHAR(32) NOT NULL, `instance_id` VARCHAR(32) NOT NULL,"
                        + " `model_type` VARCHAR(32) NOT NULL, `status` VARCHAR(32) NOT NULL, `extra` VARCHAR(1024), "
                        + times);
        // nobody had references of three parts then
        database.execute("DELETE FROM `dialog` WHERE `llm_id` LIKE '%@default@%' OR `rerank_id` LIKE '%@default@%'");
        try (Connection connection = database.connect()) {
            DatabaseSnapshot old = DatabaseSnapshot.of(connection);
            connection.setAutoCommit(false);
            RowLoader loader = new RowLoader(connection);
            Set<String> written = new HashSet<>();
            for (Row model : old.rows("tenant_llm")) {
                add(loader, old, model, written);
            }
            connection.commit();
        }
    }

    private static void add(RowLoader loader, DatabaseSnapshot old, Row model, Set<String> written)
            throws SQLException {
        String factory = Factories.today(model.text("llm_factory"));
        String provider = HardCases.id("script " + model.text("tenant_id") + " " + old.folded(factory));
        if (written.add(provider)) {
            insert(
                    loader,
                    "tenant_model_provider",
                    provider,
                    row("provider_name", factory, "tenant_id", model.get("tenant_id")));
        }
        String key = model.text("api_key");
        String instance = HardCases.id(provider + key);
        if (written.add(instance)) {
            insert(
                    loader,
                    "tenant_model_instance",
                    instance,
                    row(
                            "instance_name",
                            factory,
                            "provider_id",
                            provider,
                            "api_key",
                            key.substring(0, Math.min(512, key.length())),
                            "status",
                            isOn(old, model) ? "1" : "0"));
        }
        String name = model.text("llm_name");
        String type = ModelType.of(model.get("model_type")).orElse("");
        if (!name.isEmpty() && !type.isEmpty()) {
            insert(
                    loader,
                    "tenant_model",
                    HardCases.id(instance + name),
                    row(
                            "provider_id",
                            provider,
                            "instance_id",
                            instance,
                            "model_name",
                            name,
                            "model_type",
                            type,
                            "status",
                            model.text("status").equals("0") ? "0" : "1"));
        }
    }

    /** Whether a model of the same credential is on. */
    private static boolean isOn(DatabaseSnapshot old, Row model) {
        return old.rows("tenant_llm").stream()
                .filter(row -> row.text("tenant_id").equals(model.text("tenant_id"))
                        && Factories.today(row.text("llm_factory")).equals(Factories.today(model.text("llm_factory")))
                        && row.text("api_key").equals(model.text("api_key")))
                .anyMatch(row -> !row.text("status").equals("0"));
    }

    private static void insert(RowLoader loader, String table, String id, Map<String, @Nullable Object> values)
            throws SQLException {
        LocalDateTime date = LocalDateTime.ofEpochSecond(SECONDS, 0, ZoneOffset.UTC);
        values.putAll(row(
                "id",
                id,
                "create_time",
                SECONDS,
                "update_time",
                SECONDS,
                "create_date",
                java.sql.Timestamp.valueOf(date),
                "update_date",
                java.sql.Timestamp.valueOf(date)));
        loader.insert(table, values);
    }
}
