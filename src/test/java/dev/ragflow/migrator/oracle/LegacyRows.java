package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.RowLoader.row;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Short ways to write rows of the old tables. Without a loader it writes nothing, which still names the secrets. */
final class LegacyRows {

    private final @Nullable RowLoader loader;
    private final TestSecrets secrets;
    private int count;

    LegacyRows(@Nullable RowLoader loader, TestSecrets secrets) {
        this.loader = loader;
        this.secrets = secrets;
    }

    TestSecrets secrets() {
        return secrets;
    }

    /** Names may differ in case within one table's key. */
    boolean caseSensitive() {
        return loader != null && loader.isPostgres();
    }

    /** A tenant with its owner, team and default models; {@code slots} are column names and references in turn. */
    String tenant(String area, @Nullable Object... slots) throws SQLException {
        String id = HardCases.tenant(area);
        Map<String, @Nullable Object> tenant = row(
                "id",
                id,
                "name",
                "Tenant " + area,
                "llm_id",
                "",
                "embd_id",
                "",
                "asr_id",
                "",
                "img2txt_id",
                "",
                "rerank_id",
                "",
                "tts_id",
                null,
                "ocr_id",
                null,
                "parser_ids",
                "naive:General",
                "credit",
                512,
                "status",
                "1");
        tenant.putAll(row(slots));
        insert("tenant", tenant);
        insert(
                "user",
                row(
                        "id",
                        id,
                        "nickname",
                        area,
                        "email",
                        area + "@example.com",
                        "password",
                        secrets.text("password of " + area, 40),
                        "is_active",
                        "1",
                        "status",
                        "1"));
        insert(
                "user_tenant",
                row(
                        "id",
                        HardCases.id("member " + area),
                        "user_id",
                        id,
                        "tenant_id",
                        id,
                        "role",
                        "owner",
                        "invited_by",
                        id,
                        "status",
                        "1"));
        return id;
    }

    /** A model that is on, with 8192 tokens. */
    void model(
            String tenant,
            String factory,
            String name,
            @Nullable String type,
            @Nullable String key,
            @Nullable String base)
            throws SQLException {
        model(tenant, factory, name, type, key, base, row());
    }

    void disabled(
            String tenant,
            String factory,
            String name,
            @Nullable String type,
            @Nullable String key,
            @Nullable String base)
            throws SQLException {
        model(tenant, factory, name, type, key, base, row("status", "0"));
    }

    void model(
            String tenant,
            String factory,
            String name,
            @Nullable String type,
            @Nullable String key,
            @Nullable String base,
            Map<String, @Nullable Object> more)
            throws SQLException {
        Map<String, @Nullable Object> model = row(
                "tenant_id",
                tenant,
                "llm_factory",
                factory,
                "llm_name",
                name,
                "model_type",
                type,
                "api_key",
                key,
                "api_base",
                base,
                "max_tokens",
                8192,
                "used_tokens",
                17 + count++,
                "status",
                "1");
        model.putAll(more);
        insert("tenant_llm", model);
    }

    String knowledgebase(String tenant, String label, String embedding, @Nullable String parserConfig)
            throws SQLException {
        String id = HardCases.id("kb " + label);
        insert(
                "knowledgebase",
                row(
                        "id",
                        id,
                        "tenant_id",
                        tenant,
                        "name",
                        label,
                        "embd_id",
                        embedding,
                        "parser_config",
                        parserConfig == null ? "{}" : parserConfig,
                        "permission",
                        "me",
                        "created_by",
                        tenant,
                        "parser_id",
                        "naive",
                        "similarity_threshold",
                        0.2,
                        "vector_similarity_weight",
                        0.3,
                        "status",
                        "1"));
        return id;
    }

    void document(String knowledgebase, String uploader, String label, String parserConfig) throws SQLException {
        insert(
                "document",
                row(
                        "id",
                        HardCases.id("document " + label),
                        "kb_id",
                        knowledgebase,
                        "created_by",
                        uploader,
                        "name",
                        label,
                        "parser_id",
                        "naive",
                        "parser_config",
                        parserConfig,
                        "source_type",
                        "local",
                        "type",
                        "pdf",
                        "process_duation",
                        1.5,
                        "process_duration",
                        1.5,
                        "status",
                        "1"));
    }

    String dialog(String tenant, String label, String chat, String rerank) throws SQLException {
        String id = HardCases.id("dialog " + label);
        insert(
                "dialog",
                row(
                        "id",
                        id,
                        "tenant_id",
                        tenant,
                        "name",
                        label,
                        "llm_id",
                        chat,
                        "rerank_id",
                        rerank,
                        "llm_setting",
                        "{\"temperature\":0.1}",
                        "prompt_config",
                        "{\"system\":\"Mail dup@Ollama about llm_id\"}",
                        "prompt_type",
                        "simple",
                        "kb_ids",
                        "[]",
                        "do_refer",
                        "1",
                        "top_n",
                        6,
                        "top_k",
                        1024,
                        "status",
                        "1"));
        return id;
    }

    void memory(String tenant, String label, String embedding, String chat) throws SQLException {
        insert(
                "memory",
                row(
                        "id",
                        HardCases.id("memory " + label),
                        "tenant_id",
                        tenant,
                        "name",
                        label,
                        "embd_id",
                        embedding,
                        "llm_id",
                        chat,
                        "memory_type",
                        1,
                        "memory_size",
                        5242880,
                        "storage_type",
                        "table",
                        "permissions",
                        "me",
                        "forgetting_policy",
                        "FIFO"));
    }

    String canvas(String owner, String label, String permission, @Nullable String dsl) throws SQLException {
        String id = HardCases.id("canvas " + label);
        insert(
                "user_canvas",
                row(
                        "id",
                        id,
                        "user_id",
                        owner,
                        "title",
                        label,
                        "permission",
                        permission,
                        "canvas_category",
                        "agent_canvas",
                        "dsl",
                        dsl));
        return id;
    }

    void canvasVersion(String canvas, String label, @Nullable String dsl) throws SQLException {
        insert(
                "user_canvas_version",
                row("id", HardCases.id("version " + label), "user_canvas_id", canvas, "title", label, "dsl", dsl));
    }

    /** One row of every other table with references in JSON text, all owned by the tenant. */
    void jsonEverywhere(String tenant, String label, String canvas, String text, String searchConfig)
            throws SQLException {
        String id = HardCases.id("json " + label);
        insert(
                "api_4_conversation",
                row("id", id, "dialog_id", canvas, "user_id", tenant, "source", "agent", "dsl", text));
        insert("pipeline_operation_log", row("id", id, "tenant_id", tenant, "document_name", label, "dsl", text));
        insert("connector", row("id", id, "tenant_id", tenant, "name", label, "source", "s3", "config", text));
        insert(
                "search",
                row("id", id, "tenant_id", tenant, "created_by", tenant, "name", label, "search_config", searchConfig));
        String dataset = HardCases.id("dataset " + label);
        insert(
                "evaluation_datasets",
                row("id", dataset, "tenant_id", tenant, "created_by", tenant, "name", label, "kb_ids", "[]"));
        insert(
                "evaluation_runs",
                row(
                        "id",
                        id,
                        "dataset_id",
                        dataset,
                        "dialog_id",
                        dialog(tenant, "of run " + label, "", ""),
                        "created_by",
                        tenant,
                        "name",
                        label,
                        "status",
                        "DONE",
                        "config_snapshot",
                        text));
        insert(
                "compilation_template",
                row("id", id, "tenant_id", tenant, "name", label, "kind", "wiki", "status", "1", "config", text));
    }

    /** Points a numeric hint of a row at a tenant_llm row, where the release has such hints. */
    void hint(String table, String id, String column, String tenant, String factory, String name) throws SQLException {
        if (loader != null && loader.hasNumber(table, column) && loader.hasNumber("tenant_llm", "id")) {
            loader.update(
                    "UPDATE `" + table + "` SET `" + column + "` = (SELECT id FROM tenant_llm WHERE tenant_id = ?"
                            + " AND llm_factory = ? AND llm_name = ?) WHERE id = ?",
                    tenant,
                    factory,
                    name,
                    id);
        }
    }

    /** Whether tenant_llm may hold rows without a name. */
    void namelessModel(String tenant, String factory, @Nullable String key) throws SQLException {
        if (loader != null && loader.hasNumber("tenant_llm", "id")) {
            model(tenant, factory, "", "chat", key, null, row("llm_name", null));
        } else {
            model(tenant, factory, "", "chat", key, null);
        }
    }

    private void insert(String table, Map<String, @Nullable Object> values) throws SQLException {
        if (loader != null) {
            loader.insert(table, new LinkedHashMap<>(values));
        }
    }
}
