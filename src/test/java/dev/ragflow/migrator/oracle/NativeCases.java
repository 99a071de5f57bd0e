package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.HardCases.id;
import static dev.ragflow.migrator.oracle.RowLoader.row;

import java.sql.SQLException;

/** Providers, instances and models as users make them in the interface of v0.26. */
final class NativeCases {

    static final String FLASH = "deepseek-v4-flash";
    static final String PRO = "deepseek-v4-pro";
    static final String LISTED = "{\"max_tokens\":1000000,\"is_tools\":true}";
    static final String NATIVE = "{\"max_tokens\":7,\"is_tools\":false,\"thinking\":{\"on\":1}}";

    private NativeCases() {}

    /** A tenant who never had the old table, as v0.26 stores it. */
    static void load(RowLoader loader, String models) throws SQLException {
        new LegacyRows(loader, new TestSecrets())
                .tenant("three", "llm_id", "tuned@mine@DeepSeek", "embd_id", PRO + "@DeepSeek");
        provider(loader, "three", "DeepSeek", "p three");
        instance(loader, "p three", "i mine", "mine", "sk-native", "{\"region\":\"eu\"}");
        model(loader, models, "i mine", "m tuned", "tuned", "chat", "active", NATIVE);
        model(loader, models, "i mine", "m tuned see", "tuned", "image2text", "inactive", "{\"x\":1}");
        model(loader, models, "i mine", "m native flash", FLASH, "chat", "inactive", LISTED);
        model(loader, models, "i mine", "m gone", "gone", "chat", "unsupported", "{}");
        loader.insert(
                "tenant_model_group_mapping",
                row(
                        "group_id",
                        id("group"),
                        "provider_id",
                        id("p three"),
                        "instance_id",
                        id("i mine"),
                        "model_id",
                        id("m tuned"),
                        "weight",
                        1,
                        "status",
                        "active"));
    }

    static void provider(RowLoader loader, String tenant, String name, String label) throws SQLException {
        loader.insert(
                "tenant_model_provider",
                row("id", id(label), "tenant_id", HardCases.tenant(tenant), "provider_name", name));
    }

    static void instance(RowLoader loader, String provider, String label, String name, String key, String extra)
            throws SQLException {
        insertInstance(loader, id(provider), id(label), name, key, extra);
    }

    /** By ids in place of labels. */
    static void insertInstance(RowLoader loader, String providerId, String id, String name, String key, String extra)
            throws SQLException {
        loader.insert(
                "tenant_model_instance",
                row(
                        "id",
                        id,
                        "provider_id",
                        providerId,
                        "instance_name",
                        name,
                        "api_key",
                        key,
                        "extra",
                        extra,
                        "status",
                        "active"));
    }

    static void model(
            RowLoader loader,
            String table,
            String instance,
            String label,
            String name,
            Object type,
            String status,
            String extra)
            throws SQLException {
        String provider =
                switch (instance) {
                    case "i mine" -> "p three";
                    default -> instance.replaceFirst("i ", "p ");
                };
        insertModel(loader, table, id(provider), id(instance), id(label), name, type, status, extra);
    }

    /** By ids in place of labels. */
    static void insertModel(
            RowLoader loader,
            String table,
            String providerId,
            String instanceId,
            String id,
            String name,
            Object type,
            String status,
            String extra)
            throws SQLException {
        loader.insert(
                table,
                row(
                        "id",
                        id,
                        "provider_id",
                        providerId,
                        "instance_id",
                        instanceId,
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
