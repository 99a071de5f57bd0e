package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.JsonReferences;
import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.tables.IdLookup;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ReferenceHead;
import dev.ragflow.migrator.model.tables.ReferenceHeads;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds references that hold the id of a model, 32 hexadecimal characters, in place of its name. RAGFlow writes them from v0.27
 * on; v0.26 cannot read them. Ids of no model have no meaning in v0.27 either and do not count.
 */
final class HexReferences {

    private static final int SAMPLES = 5;

    /** Rows that are read at once. */
    private static final int ROWS = 1_000;

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
        ReferenceHeads reader = new ReferenceHeads(context.keyed(), table, live);
        long count = 0;
        List<String> samples = new ArrayList<>();
        try (Connection connection = context.connection()) {
            List<ReferenceHead> heads = reader.after(connection, null, null, ROWS);
            while (!heads.isEmpty()) {
                Map<String, List<String>> named = named(connection, table, reader, heads);
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
                String last = heads.get(heads.size() - 1).row().id();
                heads = reader.after(connection, last, null, ROWS);
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

    /** The ids in place of names, by row; each different JSON is read once for all its rows. */
    private static Map<String, List<String>> named(
            Connection connection, ReferenceTable table, ReferenceHeads reader, List<ReferenceHead> heads)
            throws SQLException {
        Map<String, String> first = new HashMap<>();
        heads.stream()
                .filter(head -> !head.fingerprint().isEmpty())
                .forEach(
                        head -> first.putIfAbsent(head.fingerprint(), head.row().id()));
        Map<String, List<String>> inJson = new HashMap<>();
        reader.json(connection, first.values()).values().forEach(text -> {
            if (reader.mayName(text.text())) {
                inJson.put(text.fingerprint(), ids(table, text.text()));
            }
        });
        Map<String, List<String>> named = new LinkedHashMap<>();
        for (ReferenceHead head : heads) {
            named.put(
                    head.row().id(),
                    Stream.concat(
                                    head.row().texts().values().stream().filter(PackedId::isId),
                                    inJson.getOrDefault(head.fingerprint(), List.of()).stream())
                            .toList());
        }
        return named;
    }

    private static List<String> ids(ReferenceTable table, String json) {
        List<String> ids = new ArrayList<>();
        JsonReferences.edit(json, table.isSearch(), (key, slot, value) -> {
            if (PackedId.isId(value)) {
                ids.add(value);
            }
            return value;
        });
        return ids;
    }
}
