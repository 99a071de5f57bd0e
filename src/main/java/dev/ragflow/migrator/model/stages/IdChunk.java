package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.IdRow;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.tables.IdTable;
import dev.ragflow.migrator.model.tables.RowValues;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets the ids beside the names of some rows, each only where the row still holds what was read. */
final class IdChunk implements Chunk {

    /**
     * New ids of a row.
     *
     * @param ids by the name's column, the ids beside all its names; columns that are to hold NULL are missing
     * @param changed the columns where the id is another one than before
     */
    private record Edit(IdRow row, Map<String, String> ids, Set<String> changed) {}

    private final StageContext context;
    private final IdTable table;
    private final List<IdRow> rows;
    private final String lastKey;
    private final List<Edit> edits = new ArrayList<>();
    private final Tally tally = new Tally();
    private final Tally total;
    private long updated;

    private IdChunk(StageContext context, IdTable table, List<IdRow> rows, String lastKey, Tally total) {
        this.context = context;
        this.table = table;
        this.rows = rows;
        this.lastKey = lastKey;
        this.total = total;
    }

    /**
     * Decides the ids of rows.
     *
     * @param read at least one, the last of them with the greatest key
     * @param named what names mean
     * @param total takes the counts once the chunk is committed
     */
    static IdChunk of(
            StageContext context,
            Connection connection,
            IdTable table,
            List<IdRow> read,
            NamedModels named,
            Tally total)
            throws SQLException {
        List<IdRow> rows = context.isDryRun() ? context.dryRun().renamed(connection, table.name(), read) : read;
        IdChunk chunk =
                new IdChunk(context, table, rows, rows.get(rows.size() - 1).id(), total);
        ModelDirectory models = ModelDirectory.of(context, connection, rows, named);
        chunk.tally.read(rows.size());
        for (IdRow row : rows) {
            chunk.decide(row, models);
        }
        chunk.updated = cells(chunk.edits);
        return chunk;
    }

    private void decide(IdRow row, ModelDirectory models) {
        Map<String, String> ids = new HashMap<>();
        Set<String> changed = new HashSet<>();
        for (String column : table.names()) {
            String name = row.names().getOrDefault(column, "");
            String before = row.ids().get(column);
            String after = id(row.tenant(), name, before, Slot.of(column, false).orElseThrow(), models);
            if (after != null) {
                ids.put(column, after);
            }
            if (!Objects.equals(before, after)) {
                changed.add(column);
            } else if (after != null) {
                tally.unchanged(1);
            }
            if (after == null && !name.isEmpty()) {
                tally.skipped("name that resolves to no model of its type", 1);
            }
        }
        if (!changed.isEmpty()) {
            edits.add(new Edit(row, ids, changed));
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
    public Order order() {
        return Order.OVERLAPPING;
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        updated = 0;
        for (int from = 0; from < edits.size(); from += RowValues.ROWS) {
            write(transaction, edits.subList(from, Math.min(from + RowValues.ROWS, edits.size())));
        }
    }

    private void write(Connection transaction, List<Edit> some) throws SQLException {
        RowValues rows = table.newIds(context);
        for (Edit edit : some) {
            List<@Nullable String> values = new ArrayList<>(List.of(edit.row().id(), table.fingerprint(edit.row())));
            table.names().forEach(column -> values.add(edit.ids().get(column)));
            rows.add(values.toArray(new @Nullable Object[0]));
        }
        try (PreparedStatement statement = transaction.prepareStatement(table.updateSql(rows))) {
            rows.bind(statement, 1);
            boolean all = statement.executeUpdate() == some.size();
            updated += all ? cells(some) : cellsWritten(transaction, some);
        }
    }

    private static long cells(List<Edit> some) {
        return some.stream().mapToLong(edit -> edit.changed().size()).sum();
    }

    /** Somebody changed some of the rows, so each is looked at. */
    private long cellsWritten(Connection transaction, List<Edit> some) throws SQLException {
        Map<String, IdRow> now = new HashMap<>();
        table.rows(transaction, some.stream().map(edit -> edit.row().id()).toList())
                .forEach(row -> now.put(row.id(), row));
        return cells(some.stream()
                .filter(edit -> {
                    IdRow row = now.get(edit.row().id());
                    return row != null
                            && row.names().equals(edit.row().names())
                            && row.ids().equals(edit.ids());
                })
                .toList());
    }

    @Override
    public void committed() {
        tally.updated(updated);
        // somebody wrote these in between, so the next run sees them as written since
        tally.skipped("row that the application changed during the run", cells(edits) - updated);
        total.add(tally);
    }
}
