package dev.ragflow.migrator.model.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows name models.
 *
 * @param names columns that hold one name each
 * @param json the column with JSON text, null where there is none
 * @param owner the column that tells the tenant, directly or by {@code lookups}
 * @param lookups where the tenant is found by the id in {@code owner}, the first that has it; empty where the id is the tenant's
 */
public record ReferenceTable(
        String name, List<String> names, @Nullable String json, String owner, List<Lookup> lookups) {

    /** Another table, and the column that holds the tenant there. */
    record Lookup(String table, String column) {}

    /** Every table that names models; {@code canvas_template} is loaded anew by every start-up of RAGFlow. */
    public static final List<ReferenceTable> ALL = List.of(
            new ReferenceTable(
                    "tenant",
                    List.of("llm_id", "embd_id", "asr_id", "img2txt_id", "rerank_id", "tts_id", "ocr_id"),
                    null,
                    "id",
                    List.of()),
            of("knowledgebase", List.of("embd_id"), "parser_config"),
            of("dialog", List.of("llm_id", "rerank_id"), null),
            of("memory", List.of("embd_id", "llm_id"), null),
            new ReferenceTable(
                    "document", List.of(), "parser_config", "kb_id", List.of(new Lookup("knowledgebase", "tenant_id"))),
            of("search", List.of(), "search_config"),
            new ReferenceTable("user_canvas", List.of(), "dsl", "user_id", List.of()),
            new ReferenceTable(
                    "user_canvas_version",
                    List.of(),
                    "dsl",
                    "user_canvas_id",
                    List.of(new Lookup("user_canvas", "user_id"))),
            new ReferenceTable(
                    "api_4_conversation",
                    List.of(),
                    "dsl",
                    "dialog_id",
                    List.of(new Lookup("user_canvas", "user_id"), new Lookup("dialog", "tenant_id"))),
            of("pipeline_operation_log", List.of(), "dsl"),
            of("connector", List.of(), "config"),
            new ReferenceTable(
                    "evaluation_runs",
                    List.of(),
                    "config_snapshot",
                    "dataset_id",
                    List.of(new Lookup("evaluation_datasets", "tenant_id"))),
            of("compilation_template", List.of(), "config"));

    /** What all of them are called. */
    public static final List<String> CALLED =
            ALL.stream().map(ReferenceTable::name).toList();

    /** What those are called that have columns with names. */
    public static final List<String> WITH_NAMES = ALL.stream()
            .filter(table -> !table.names().isEmpty())
            .map(ReferenceTable::name)
            .toList();

    private static ReferenceTable of(String name, List<String> names, @Nullable String json) {
        return new ReferenceTable(name, names, json, "tenant_id", List.of());
    }

    /** This table without the columns that the live one lacks. */
    public ReferenceTable within(LiveTable live) {
        return new ReferenceTable(
                name,
                names.stream().filter(live::has).toList(),
                json != null && live.has(json) ? json : null,
                owner,
                lookups);
    }

    /** Whether its rows have texts in common, and nothing else that names models. */
    boolean sharesTexts() {
        return name.equals("document") && json != null && names.isEmpty();
    }

    public boolean isSearch() {
        return "search_config".equals(json);
    }

    /** Whether the number that v0.25 left beside a name tells which model it means; in tenant it does not. */
    boolean mayHint() {
        return !name.equals("tenant");
    }
}
