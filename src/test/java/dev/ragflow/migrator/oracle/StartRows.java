package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rows of the new tables that were there when a migration began. */
final class StartRows {

    private final Map<String, Set<String>> ids = new HashMap<>();
    private final Map<String, List<Row>> models = new HashMap<>();

    StartRows(DatabaseSnapshot start) {
        start.tables().forEach((table, rows) -> {
            if (table.startsWith("tenant_model")) {
                Set<String> found = ids.computeIfAbsent(table, key -> new TreeSet<>());
                rows.forEach(row -> found.add(row.text("id")));
            }
        });
        // killed between the two renames of RAGFlow's script, the rows are in the backup
        String table = start.rows("tenant_model").isEmpty() ? "tenant_model_backup" : "tenant_model";
        for (Row row : start.rows(table)) {
            models.computeIfAbsent(row.text("instance_id") + "\n" + row.text("model_name"), key -> new ArrayList<>())
                    .add(row);
        }
    }

    boolean has(String table, Row row) {
        return ids.getOrDefault(table, Set.of()).contains(row.text("id"));
    }

    /** The rows of an instance's model, one a type or one for all. */
    List<Row> models(Row instance, String name) {
        return models.getOrDefault(instance.text("id") + "\n" + name, List.of());
    }

    boolean hasModel(Row instance, String name) {
        return !models(instance, name).isEmpty();
    }

    /** All rows of models, by instance and name. */
    Iterable<List<Row>> allModels() {
        return models.values();
    }

    /** Whether none of the instance's models has a type. */
    boolean hasNoTypes(Row instance) {
        return models.values().stream()
                .flatMap(List::stream)
                .filter(row -> row.text("instance_id").equals(instance.text("id")))
                .allMatch(row -> ModelType.stored(row.text("model_type")).isEmpty());
    }

    /** Whether types were bits already. */
    boolean hasTypeBits() {
        return models.values().stream().flatMap(List::stream).allMatch(row -> row.text("model_type")
                .matches("[0-9]+"));
    }
}
