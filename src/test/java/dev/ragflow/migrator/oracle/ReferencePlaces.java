package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.RawJson.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where references to models are stored, and whose they are. */
final class ReferencePlaces {

    private static final Map<String, String> SLOTS = Map.of(
            "llm_id", "chat",
            "embd_id", "embedding",
            "embedding_model", "embedding",
            "rerank_id", "rerank",
            "asr_id", "speech2text",
            "img2txt_id", "image2text",
            "tts_id", "tts",
            "ocr_id", "ocr");

    private static final Set<String> KEYWORD_PLACES = Set.of(
            "layout_recognize", "parse_method", "mineru_llm_name", "paddleocr_llm_name", "opendataloader_llm_name");

    private static final Map<String, List<String>> FIELDS = Map.of(
            "tenant", List.of("llm_id", "embd_id", "asr_id", "img2txt_id", "rerank_id", "tts_id", "ocr_id"),
            "knowledgebase", List.of("embd_id"),
            "dialog", List.of("llm_id", "rerank_id"),
            "memory", List.of("embd_id", "llm_id"));

    /** Columns with JSON text by table. */
    static final Map<String, String> JSON = new TreeMap<>(Map.of(
            "knowledgebase", "parser_config",
            "document", "parser_config",
            "search", "search_config",
            "user_canvas", "dsl",
            "user_canvas_version", "dsl",
            "api_4_conversation", "dsl",
            "pipeline_operation_log", "dsl",
            "connector", "config",
            "evaluation_runs", "config_snapshot",
            "compilation_template", "config"));

    private final DatabaseSnapshot database;
    private final Map<String, Row> knowledgebases;
    private final Map<String, Row> canvases;
    private final Map<String, Row> datasets;

    ReferencePlaces(DatabaseSnapshot database) {
        this.database = database;
        knowledgebases = database.byKey("knowledgebase");
        canvases = database.byKey("user_canvas");
        datasets = database.byKey("evaluation_datasets");
    }

    /** All tables with places, sorted. */
    static Set<String> tables() {
        Set<String> tables = new java.util.TreeSet<>(JSON.keySet());
        tables.addAll(FIELDS.keySet());
        return tables;
    }

    /** Whether the column is a place or holds places. */
    static boolean isPlace(String table, String column) {
        return FIELDS.getOrDefault(table, List.of()).contains(column) || column.equals(JSON.get(table));
    }

    /** Every place that holds text, in all tables, those in JSON by their position. */
    List<StoredReference> all() {
        List<StoredReference> found = new ArrayList<>();
        for (String table : tables()) {
            for (Row row : database.rows(table)) {
                found.addAll(fields(table, row));
                found.addAll(inJson(table, row));
            }
        }
        return found;
    }

    List<StoredReference> fields(String table, Row row) {
        List<StoredReference> found = new ArrayList<>();
        for (String column : FIELDS.getOrDefault(table, List.of())) {
            String text = row.get(column);
            if (text != null) {
                String hint = table.equals("tenant") ? null : row.get("tenant_" + column);
                found.add(new StoredReference(
                        table,
                        database.keyOf(table, row),
                        column,
                        owner(table, row),
                        slot(column),
                        false,
                        text,
                        hint,
                        -1,
                        -1));
            }
        }
        return found;
    }

    List<StoredReference> inJson(String table, Row row) {
        String column = JSON.get(table);
        String text = column == null ? null : row.get(column);
        Optional<RawJson> json = text == null ? Optional.empty() : RawJson.parse(text);
        List<StoredReference> found = new ArrayList<>();
        if (json.isEmpty()) {
            return found;
        }
        for (Member member : json.get().members()) {
            boolean keywords = KEYWORD_PLACES.contains(member.name());
            boolean chat = member.name().equals("chat_id") && "search_config".equals(column);
            if (keywords || chat || SLOTS.containsKey(member.name())) {
                json.get()
                        .string(member)
                        .ifPresent(value -> found.add(new StoredReference(
                                table,
                                database.keyOf(table, row),
                                column + "." + member.name(),
                                owner(table, row),
                                chat ? "chat" : slot(member.name()),
                                keywords,
                                value,
                                null,
                                member.valueStart(),
                                member.valueEnd())));
            }
        }
        return found;
    }

    private static String slot(String name) {
        if (name.equals("layout_recognize") || name.equals("parse_method")) {
            return "image2text";
        }
        return SLOTS.getOrDefault(name, "ocr");
    }

    private @Nullable String owner(String table, Row row) {
        return switch (table) {
            case "tenant" -> row.get("id");
            case "document" -> of(knowledgebases.get(row.text("kb_id")), "tenant_id");
            case "user_canvas" -> row.get("user_id");
            case "user_canvas_version" -> of(canvases.get(row.text("user_canvas_id")), "user_id");
            case "api_4_conversation" -> {
                Row canvas = canvases.get(row.text("dialog_id"));
                yield canvas == null ? row.get("user_id") : canvas.get("user_id");
            }
            case "evaluation_runs" -> of(datasets.get(row.text("dataset_id")), "tenant_id");
            default -> row.get("tenant_id");
        };
    }

    private static @Nullable String of(@Nullable Row row, String column) {
        return row == null ? null : row.get(column);
    }
}
