package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compares JSON texts byte for byte but for the references in them. By a pattern, so that it sees texts as well that are no
 * strict JSON, such as those in which RAGFlow's script left {@code Infinity}.
 */
final class JsonMask {

    private static final Pattern REFERENCE =
            Pattern.compile("\"(llm_id|embd_id|embedding_model|rerank_id|asr_id|img2txt_id|tts_id|ocr_id|chat_id"
                    + "|layout_recognize|parse_method|mineru_llm_name|paddleocr_llm_name|opendataloader_llm_name)\""
                    + "(\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"");

    private JsonMask() {}

    /** The places whose bytes changed outside of references, or whose row is gone. */
    static List<String> changed(DatabaseSnapshot start, DatabaseSnapshot after) {
        List<String> changed = new ArrayList<>();
        ReferencePlaces.JSON.forEach((table, column) -> {
            Map<String, Row> now = after.byKey(table);
            start.byKey(table).forEach((key, row) -> {
                Row found = now.get(key);
                if (found == null || !masked(row, column).equals(masked(found, column))) {
                    changed.add(table + "." + column + " of " + key);
                }
            });
        });
        return changed;
    }

    private static String masked(Row row, String column) {
        return REFERENCE.matcher(String.valueOf(row.get(column))).replaceAll("\"$1\"$2\"\"");
    }
}
