package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nothing may be missing, and nothing but the references may have changed. */
final class OldDataCheck {

    /** Columns that got another name on the way. */
    private static final Map<String, String> RENAMED = Map.of(
            "process_duation", "process_duration",
            "artifact_task_id", "wiki_task_id",
            "artifact_task_finish_at", "wiki_task_finish_at");

    /** The columns for ids of default models got another meaning with v0.27; what they must hold is judged apart. */
    private static final String ID_COLUMN = "tenant_(llm|embd|asr|img2txt|rerank|tts|ocr)_id";

    private static final Set<String> TOUCHED = Set.of("update_time", "update_date");

    private final boolean typeBits;
    private final DatabaseSnapshot before;
    private final DatabaseSnapshot after;
    private final List<String> violations = new ArrayList<>();

    OldDataCheck(DatabaseSnapshot before, DatabaseSnapshot after, boolean typeBits) {
        this.typeBits = typeBits;
        this.before = before;
        this.after = after;
    }

    List<String> violations() {
        before.tables().forEach((table, rows) -> {
            // the rows of a model become one, which is judged apart
            boolean merged = typeBits && table.equals("tenant_model");
            if (!merged && after.rows(table).size() < rows.size()) {
                violations.add(table + ": " + rows.size() + " rows before, "
                        + after.rows(table).size() + " after");
            }
        });
        legacyModels();
        for (String table : ReferencePlaces.tables()) {
            otherColumns(table);
        }
        return violations;
    }

    private static String nameOf(Row row) {
        return row.get("tenant_id") + " | " + row.get("llm_factory") + " | " + row.get("llm_name");
    }

    private void legacyModels() {
        Map<String, Row> found = new HashMap<>();
        after.rows("tenant_llm").forEach(row -> found.put(nameOf(row), row));
        if (after.rows("tenant_llm").size() > before.rows("tenant_llm").size()) {
            violations.add("tenant_llm: rows were added");
        }
        for (Row row : before.rows("tenant_llm")) {
            Row now = found.get(nameOf(row));
            if (now == null) {
                violations.add("tenant_llm " + nameOf(row) + ": the row is gone");
            } else {
                compare("tenant_llm " + nameOf(row), typeBits ? respelled(row) : row, now, Set.of());
            }
        }
    }

    private static Row respelled(Row row) {
        SortedMap<String, @Nullable String> values = new TreeMap<>(row.values());
        values.computeIfPresent("model_type", (column, type) -> ModelType.newSpelling(type));
        return new Row(values);
    }

    private void otherColumns(String table) {
        Map<String, Row> found = after.byKey(table);
        for (Row row : before.rows(table)) {
            String key = before.keyOf(table, row);
            Row now = found.get(key);
            if (now == null) {
                violations.add(table + " " + key + ": the row is gone");
            } else {
                compare(table + " " + key, row, now, TOUCHED);
            }
        }
    }

    private void compare(String what, Row row, Row now, Set<String> mayChange) {
        String table = what.substring(0, what.indexOf(' '));
        row.values().forEach((column, value) -> {
            boolean place = ReferencePlaces.isPlace(table, column) || (typeBits && column.matches(ID_COLUMN));
            String name = now.has(column) ? column : RENAMED.getOrDefault(column, column);
            if (!now.has(name)) {
                violations.add(what + ": column " + column + " is gone");
            } else if (!place && !mayChange.contains(column) && !Objects.equals(value, now.get(name))) {
                violations.add(what + ": " + column + " changed");
            }
        });
    }
}
