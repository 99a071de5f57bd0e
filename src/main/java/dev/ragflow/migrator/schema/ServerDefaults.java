package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import java.util.Map;

/**
 * Defaults for NOT NULL columns that are added to a table which is there already: existing rows get them, and so do the
 * inserts of old application pods, which do not know the column. They are the values RAGFlow itself writes for a new row;
 * RAGFlow's own schema has no server defaults, and none is given to the columns of a new table.
 */
final class ServerDefaults {

    private static final Map<String, String> BY_COLUMN = Map.ofEntries(
            Map.entry("api_token.source", "none"),
            Map.entry("canvas_template.canvas_category", "agent_canvas"),
            Map.entry("chat_channel.config", "{}"),
            Map.entry("chat_channel.status", "1"),
            Map.entry("connector.config", "{}"),
            Map.entry("connector2kb.auto_parse", "1"),
            Map.entry("compilation_template.config", "{}"),
            Map.entry("dialog.do_refer", "1"),
            Map.entry("dialog.kb_ids", "[]"),
            Map.entry("dialog.llm_setting", "{}"),
            Map.entry("dialog.prompt_config", "{}"),
            Map.entry("dialog.prompt_type", "simple"),
            Map.entry("dialog.similarity_threshold", "0.2"),
            Map.entry("dialog.top_k", "1024"),
            Map.entry("dialog.top_n", "6"),
            Map.entry("dialog.vector_similarity_weight", "0.3"),
            Map.entry("document.parser_config", "{}"),
            Map.entry("document.source_type", "local"),
            Map.entry("evaluation_datasets.kb_ids", "[]"),
            Map.entry("evaluation_datasets.status", "1"),
            Map.entry("evaluation_results.metrics", "{}"),
            Map.entry("evaluation_results.retrieved_chunks", "[]"),
            Map.entry("evaluation_runs.config_snapshot", "{}"),
            Map.entry("knowledgebase.parser_config", "{}"),
            Map.entry("knowledgebase.parser_id", "naive"),
            Map.entry("knowledgebase.permission", "me"),
            Map.entry("knowledgebase.similarity_threshold", "0.2"),
            Map.entry("knowledgebase.vector_similarity_weight", "0.3"),
            Map.entry("memory.forgetting_policy", "FIFO"),
            Map.entry("memory.memory_type", "1"),
            Map.entry("memory.permissions", "me"),
            Map.entry("memory.storage_type", "table"),
            Map.entry("memory.temperature", "0.5"),
            Map.entry("search.search_config", "{}"),
            Map.entry("sync_logs.task_type", "sync"),
            Map.entry("tenant.credit", "512"),
            Map.entry("tenant_llm.max_tokens", "8192"),
            Map.entry("tenant_llm.status", "1"),
            Map.entry("tenant_model.extra", "{}"),
            Map.entry("tenant_model.status", "active"),
            Map.entry("tenant_model_group_mapping.status", "active"),
            Map.entry("tenant_model_group_mapping.weight", "100"),
            Map.entry("tenant_model_instance.extra", "{}"),
            Map.entry("tenant_model_instance.status", "active"),
            Map.entry("user.is_active", "1"),
            Map.entry("user.is_anonymous", "0"),
            Map.entry("user.is_authenticated", "1"),
            Map.entry("user_canvas.canvas_category", "agent_canvas"),
            Map.entry("user_canvas.permission", "me"));

    private ServerDefaults() {}

    /** The default as an SQL expression; texts are '' and numbers 0 where nothing else is said. */
    static String sql(String table, Column column, Dialect dialect) {
        String value = BY_COLUMN.get(table + "." + column.name());
        return switch (column.type().kind()) {
            case VARCHAR -> literal(value);
            // MySQL takes a default of a TEXT only as an expression; MariaDB and PostgreSQL take both
            case TINYTEXT, TEXT, LONGTEXT -> "(" + literal(value) + ")";
            case BOOLEAN -> dialect.isPostgres() ? "false" : "0";
            case SMALLINT, INT, BIGINT, FLOAT, DOUBLE -> value == null ? "0" : value;
            case DATETIME -> "CURRENT_TIMESTAMP";
            case OTHER -> throw new IllegalStateException("No default for " + table + "." + column.name());
        };
    }

    private static String literal(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "''" : "'" + value + "'";
    }
}
