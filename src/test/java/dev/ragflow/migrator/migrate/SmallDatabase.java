package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;

/** A v0.26.4 database with one tenant: few rows, but of everything that a rollback brings back. */
final class SmallDatabase {

    static final String TENANT = "00000000000000000000000000000001";
    static final String PROVIDER = "00000000000000000000000000000a01";
    static final String INSTANCE = "00000000000000000000000000000b01";
    static final String MODEL = "00000000000000000000000000000c01";

    /** Adds a row of v0.27's form without a name, which nobody can use. */
    static final String USELESS_MODEL = """
            INSERT INTO tenant_model
              (id, provider_id, instance_id, model_name, model_type, status, extra, create_time, update_time)
            VALUES ('00000000000000000000000000000dad', '%s', '%s', NULL, 1, 'active', '{}', 1700000000000, 1700000000000)
            """.formatted(PROVIDER, INSTANCE);

    private SmallDatabase() {}

    static TestDatabase on(TestServer server) {
        return server.createDatabase()
                .loadRelease("v0.26.4")
                .execute(
                        "INSERT INTO `tenant_model_provider` (`id`, `tenant_id`, `provider_name`, `create_time`,"
                                + " `update_time`) VALUES ('" + PROVIDER + "', '" + TENANT
                                + "', 'DeepSeek', 1700000000000, 1700000000000)",
                        "INSERT INTO `tenant_model_instance` (`id`, `provider_id`, `instance_name`, `api_key`, `status`,"
                                + " `extra`, `create_time`, `update_time`) VALUES ('" + INSTANCE + "', '" + PROVIDER
                                + "', 'mine', 'sk-very-secret-1', 'active', '{}', 1700000000000, 1700000000000)",
                        model(MODEL, "own", "chat"),
                        model("00000000000000000000000000000c02", "own", "image2text"),
                        "INSERT INTO `tenant_llm` (`tenant_id`, `llm_factory`, `llm_name`, `model_type`, `api_key`,"
                                + " `max_tokens`, `used_tokens`, `status`) VALUES ('" + TENANT
                                + "', 'DeepSeek', 'own', 'image2text', 'sk-very-secret-1', 1, 0, '1')",
                        "INSERT INTO `tenant` (`id`, `llm_id`, `embd_id`, `asr_id`, `img2txt_id`, `rerank_id`,"
                                + " `parser_ids`, `credit`, `tenant_llm_id`, `tenant_embd_id`) VALUES ('" + TENANT
                                + "', 'own@mine@DeepSeek', '', '', '', '', '', 1, 1, 0)",
                        "INSERT INTO `dialog` (`id`, `do_refer`, `kb_ids`, `llm_id`, `llm_setting`, `name`,"
                                + " `prompt_config`, `prompt_type`, `rerank_id`, `similarity_threshold`, `tenant_id`,"
                                + " `top_k`, `top_n`, `vector_similarity_weight`) VALUES ('dialog-1', '1', '[]',"
                                + " 'own@mine@DeepSeek', '{}', 'd', '{}', 'simple', '', 0.2, '" + TENANT
                                + "', 1, 1, 0.3)",
                        "INSERT INTO `user_canvas` (`id`, `user_id`, `canvas_category`, `permission`, `release`, `tags`,"
                                + " `dsl`) VALUES ('canvas-1', '" + TENANT + "', 'agent', 'me', "
                                + (server == TestServer.POSTGRES ? "false" : "0")
                                + ", '', '{\"llm_id\": \"own@mine@DeepSeek\"}')",
                        "INSERT INTO `system_settings` (`name`, `source`, `data_type`, `value`) VALUES"
                                + " ('mysql_migration.database.version', 'migration', 'string', 'v0.26.1')");
    }

    private static String model(String id, String name, String type) {
        return "INSERT INTO `tenant_model` (`id`, `provider_id`, `instance_id`, `model_name`, `model_type`, `status`,"
                + " `extra`, `create_time`, `update_time`) VALUES ('" + id + "', '" + PROVIDER + "', '" + INSTANCE
                + "', '" + name + "', '" + type + "', 'active', '{}', 1700000000000, 1700000000000)";
    }
}
