package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sets the ids beside the names of some rows, each only where the row still holds what was read. */
final class IdChunk implements Chunk {

    /** An id to be written in place of the one that was read; null stands for none. */
    private record Edit(
            String key,
            String column,
            String name,
            @Nullable String before,
            @Nullable String after) {}

    private final IdTable table;
    private final List<IdRow> rows;
    private final String lastKey;
    private final List<Edit> edits = new ArrayList<>();
    private final Tally tally = new Tally();
    private final Tally total;
    private long updated;

    private IdChunk(IdTable table, List<IdRow> rows, String lastKey, Tally total) {
        this.table = table;
        this.rows = rows;
        this.lastKey = lastKey;
        this.total = total;
    }

    /**
     * Reads rows and decides their ids.
     *
     * @param keys at least one, the last of them the greatest
     * @param total takes the counts once the chunk is committed
     */
    static IdChunk of(StageContext context, Connection connection, IdTable table, List<String> keys, Tally total)
            throws SQLException {
        List<IdRow> rows = table.rows(connection, keys);
        IdChunk chunk = new IdChunk(table, rows, keys.get(keys.size() - 1), total);
        ModelDirectory models = ModelDirectory.of(context, connection, rows);
        chunk.tally.read(rows.size());
        for (IdRow row : rows) {
            for (String column : table.names()) {
                chunk.decide(row, column, models);
            }
        }
        return chunk;
    }

    private void decide(IdRow row, String column, ModelDirectory models) {
        String name = row.names().getOrDefault(column, "");
        String before = row.ids().get(column);
        String after = id(row.tenant(), name, before, Slot.of(column, false).orElseThrow(), models);
        if (!Objects.equals(before, after)) {
            edits.add(new Edit(row.id(), column, name, before, after));
        } else if (after != null) {
            tally.unchanged(1);
        }
        if (after == null && !name.isEmpty()) {
            tally.skipped("name that means no model of its type", 1);
        }
    }

    /** An id that is right and that the name does not contradict stays: v0.27 writes both, and the id is what it uses. */
    private static @Nullable String id(
            String tenant, String name, @Nullable String before, Slot slot, ModelDirectory models) {
        Optional<ListedModel> named = name.isEmpty() ? Optional.empty() : models.find(tenant, name, slot);
        if (before != null) {
            Optional<ListedModel> held = models.held(tenant, before, slot);
            if (held.isPresent()) {
                boolean foreign = !held.get().tenant().equals(tenant);
                boolean agrees = named.isEmpty()
                        || named.get().id().equals(before)
                        || (foreign && models.names(name, held.get()));
                if (agrees) {
                    return before;
                }
            }
        }
        return named.map(ListedModel::id).orElse(null);
    }

    boolean isEmpty() {
        return edits.isEmpty();
    }

    @Override
    public String lastKey() {
        return lastKey;
    }

    @Override
    public long count() {
        return rows.size();
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        Map<String, List<Edit>> byColumn =
                edits.stream().collect(Collectors.groupingBy(Edit::column, TreeMap::new, Collectors.toList()));
        updated = 0;
        for (Map.Entry<String, List<Edit>> column : byColumn.entrySet()) {
            try (PreparedStatement statement = transaction.prepareStatement(table.updateSql(column.getKey()))) {
                for (Edit edit : column.getValue()) {
                    set(statement, 1, edit.after());
                    statement.setString(2, edit.key());
                    statement.setString(3, edit.name());
                    set(statement, 4, edit.before());
                    statement.addBatch();
                }
                for (int count : statement.executeBatch()) {
                    updated += count;
                }
            }
        }
    }

    private static void set(PreparedStatement statement, int parameter, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(parameter, Types.VARCHAR);
        } else {
            statement.setString(parameter, text);
        }
    }

    @Override
    public void committed() {
        tally.updated(updated);
        // somebody wrote these in between, so the next run sees them as written since
        tally.skipped("row that the application changed in between", edits.size() - updated);
        total.add(tally);
    }
}
