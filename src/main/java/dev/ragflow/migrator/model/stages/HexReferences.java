package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.JsonReferences;
import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.ReferenceRow;
import dev.ragflow.migrator.model.tables.IdLookup;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ReferenceReader;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds references that hold the id of a model, 32 hexadecimal characters, in place of its name. RAGFlow writes them from v0.27
 * on; v0.26 cannot read them. Ids of no model have no meaning in v0.27 either and do not count.
 */
final class HexReferences {

    private static final int SAMPLES = 5;

    private final StageContext context;

    HexReferences(StageContext context) {
        this.context = context;
    }

    /** One sentence for each table that has such references, with the number of rows and a few of their ids. */
    List<String> found() throws SQLException {
        List<String> found = new ArrayList<>();
        for (ReferenceTable table : ReferenceTable.ALL) {
            Optional<LiveTable> live = context.table(table.name()).filter(columns -> columns.has(table.owner()));
            if (live.isPresent()) {
                ReferenceTable present = table.within(live.get());
                if (!present.names().isEmpty() || present.json() != null) {
                    in(present, live.get()).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<String> in(ReferenceTable table, LiveTable live) throws SQLException {
        ReferenceReader reader = new ReferenceReader(context.dialect(), table, live);
        long count = 0;
        List<String> samples = new ArrayList<>();
        try (Connection connection = context.connection()) {
            List<String> ids = reader.idsAfter(connection, null, null, ReferenceReader.CHUNK_ROWS);
            while (!ids.isEmpty()) {
                Map<String, List<String>> named = new LinkedHashMap<>();
                reader.rows(connection, ids).forEach(row -> named.put(row.id(), named(table, row)));
                Set<String> models = models(
                        connection,
                        named.values().stream().flatMap(List::stream).toList());
                for (Map.Entry<String, List<String>> row : named.entrySet()) {
                    if (row.getValue().stream().anyMatch(models::contains)) {
                        count++;
                        if (samples.size() < SAMPLES) {
                            samples.add(row.getKey());
                        }
                    }
                }
                ids = reader.idsAfter(connection, ids.get(ids.size() - 1), null, ReferenceReader.CHUNK_ROWS);
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(count + " rows of " + table.name()
                        + " name a model by its id, which v0.26 cannot read; for example "
                        + String.join(", ", samples));
    }

    private Set<String> models(Connection connection, List<String> ids) throws SQLException {
        return new IdLookup(context.keyed(), ModelTables.MODEL)
                .values(connection, "id", "id", ids)
                .keySet();
    }

    private static List<String> named(ReferenceTable table, ReferenceRow row) {
        List<String> ids = table.names().stream()
                .map(column -> row.texts().getOrDefault(column, ""))
                .filter(PackedId::isId)
                .collect(Collectors.toCollection(ArrayList::new));
        String json = table.json() == null ? null : row.texts().get(table.json());
        if (json == null) {
            return ids;
        }
        JsonReferences.edit(json, table.isSearch(), (key, slot, value) -> {
            if (PackedId.isId(value)) {
                ids.add(value);
            }
            return value;
        });
        return ids;
    }
}
