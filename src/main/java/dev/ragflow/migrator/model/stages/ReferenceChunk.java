package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.ModelKey;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.Fingerprint;
import dev.ragflow.migrator.model.tables.InsertBatch;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ReferenceHead;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.RowValues;
import dev.ragflow.migrator.model.tables.SlotTypes;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the edits of a chunk, each only where the row still holds what was read, and the models they need. */
final class ReferenceChunk implements Chunk {

    /** Told what came of a chunk. */
    public interface Outcome {

        /**
         * @param inserted models added
         * @param typed models that got another type
         * @param updated rows changed
         * @param raced how many rows somebody else changed in between
         * @param again rows to be read again, these among them
         */
        public void committed(
                ReferenceEdits edits, long inserted, long typed, long updated, long raced, Collection<String> again)
                throws SQLException;
    }

    /** How much text goes to the server in one message; servers take 16 MiB at least, and a character may take four bytes. */
    private static final long BATCH_CHARACTERS = 1 << 20;

    private final StageContext context;
    private final Dialect dialect;
    private final ReferenceTable table;
    private final String checkpoint;
    private final LiveTable.Column id;
    private final List<ReferenceHead> heads;
    private final ReferenceEdits edits;
    private final List<TypedRow> models;
    private final InsertBatch inserts;
    private final SlotTypes slots;
    private final TypeBits types;
    private final Widths widths;
    private final Widths modelWidths;
    private final Outcome outcome;
    private final Set<String> again = new LinkedHashSet<>();
    private long raced;
    private long updated;
    private long typed;

    /** @param checkpoint the name of the pass's */
    ReferenceChunk(
            StageContext context,
            ReferenceTable table,
            String checkpoint,
            LiveTable.Column id,
            List<ReferenceHead> heads,
            ReferenceEdits edits,
            List<TypedRow> models,
            SlotTypes slots,
            TypeBits types,
            Widths widths,
            Widths modelWidths,
            Outcome outcome) {
        this.context = context;
        this.dialect = context.dialect();
        this.table = table;
        this.checkpoint = checkpoint;
        this.id = id;
        this.heads = heads;
        this.edits = edits;
        this.models = models;
        this.inserts = ModelTables.inserts(context, models, Map.of());
        this.slots = slots;
        this.types = types;
        this.widths = widths;
        this.modelWidths = modelWidths;
        this.outcome = outcome;
        this.raced = edits.changed().size();
        this.again.addAll(edits.changed());
        this.updated = edits.edits().size();
        this.typed = types.size();
    }

    /** The rows of tenant_model that references need and that are not there yet. */
    static List<TypedRow> models(StageContext context, Connection connection, List<ReferenceRules.Extra> extras)
            throws SQLException {
        long now = context.clock().millis();
        Map<ModelKey, TypedRow> missing = new LinkedHashMap<>();
        for (ReferenceRules.Extra extra : extras) {
            if (!extra.retired()) {
                TypedRow row = extra.row().of(extra.providerId(), extra.instanceId(), now);
                missing.putIfAbsent(row.key(), row);
            }
        }
        missing.keySet().removeAll(ModelTables.keys(context, connection, extras));
        return List.copyOf(missing.values());
    }

    @Override
    public String lastKey() {
        return heads.get(heads.size() - 1).row().id();
    }

    @Override
    public long count() {
        return heads.size();
    }

    /** Two chunks may want the same model. */
    @Override
    public Order order() {
        if (!edits.extras().isEmpty()) {
            return Order.ANEW;
        }
        boolean fits = edits.edits().stream()
                        .allMatch(
                                edit -> edit.column().equals(table.json()) || widths.hold(edit.column(), edit.after()))
                && (table.json() == null || widths.holdBytes(table.json(), edits.largest()));
        return fits ? Order.OVERLAPPING : Order.BEHIND;
    }

    @Override
    public void prepare() throws SQLException {
        inserts.fit(modelWidths);
        slots.prepare();
        types.fit(modelWidths);
        for (ReferenceEdits.Edit edit : edits.edits()) {
            if (!edit.column().equals(table.json())) {
                widths.fit(edit.column(), edit.after());
            }
        }
        if (table.json() != null) {
            widths.fitBytes(table.json(), edits.largest());
        }
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        updated = 0;
        raced = edits.changed().size();
        again.clear();
        again.addAll(edits.changed());
        inserts.insert(transaction, dialect);
        slots.write(transaction);
        typed = types.write(transaction);
        Map<String, List<ReferenceEdits.Edit>> byColumn = edits.edits().stream()
                .collect(Collectors.groupingBy(ReferenceEdits.Edit::column, TreeMap::new, Collectors.toList()));
        for (Map.Entry<String, List<ReferenceEdits.Edit>> column : byColumn.entrySet()) {
            write(transaction, column.getKey(), column.getValue());
        }
    }

    @Override
    public void writeLast(Connection transaction) throws SQLException {
        if (edits.openSince().isPresent()) {
            context.checkpoints()
                    .leaveOpen(transaction, checkpoint, edits.openSince().getAsLong());
        }
    }

    private void note(DryRun dryRun) {
        types.note(dryRun);
        slots.note(dryRun);
        dryRun.added(models);
    }

    private void write(Connection transaction, String column, List<ReferenceEdits.Edit> changes) throws SQLException {
        List<ReferenceEdits.Edit> portion = new ArrayList<>();
        long characters = 0;
        for (ReferenceEdits.Edit edit : changes) {
            boolean goesAlone = edit.after().length() > RowValues.LONGEST_OF_SEVERAL;
            if (goesAlone || portion.size() == RowValues.ROWS || characters > BATCH_CHARACTERS) {
                send(transaction, column, portion);
                portion.clear();
                characters = 0;
            }
            portion.add(edit);
            characters += goesAlone ? BATCH_CHARACTERS + 1 : edit.after().length();
        }
        send(transaction, column, portion);
    }

    /** Only what changes is sent; the server puts it into the text, if that is still the one that was read. */
    private void send(Connection transaction, String column, List<ReferenceEdits.Edit> portion) throws SQLException {
        if (portion.isEmpty()) {
            return;
        }
        RowValues values = context.values(
                RowValues.Column.text("row_id"),
                RowValues.Column.text("fingerprint"),
                RowValues.Column.number("part_start"),
                RowValues.Column.number("part_length"),
                RowValues.Column.text("part_text"));
        portion.forEach(edit -> values.add(edit.id(), edit.fingerprint(), edit.start(), edit.length(), edit.after()));
        String quoted = dialect.quoted(column);
        String text = "t." + quoted;
        // beyond its largest packet, MySQL's function returns NULL, which must never take the place of a text
        String spliced = dialect.isPostgres()
                ? "overlay(" + text + " placing m.part_text from m.part_start for m.part_length)"
                : "COALESCE(INSERT(" + text + ", m.part_start, m.part_length, m.part_text), " + text + ")";
        String sql = values.updateSql(
                table.name(),
                "row_id",
                id,
                quoted + " = " + spliced,
                Fingerprint.sql(dialect, text) + " = m.fingerprint");
        int count;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            values.bind(statement, 1);
            count = statement.executeUpdate();
        }
        updated += count;
        if (count < values.size()) {
            raced += values.size() - count;
            // which of them were changed in between is seen when they are read again; the others need nothing then
            portion.forEach(edit -> again.add(edit.id()));
        }
    }

    @Override
    public void committed() throws SQLException {
        context.ifDryRun(this::note);
        edits.committed();
        outcome.committed(edits, models.size(), typed, updated, raced, again);
    }
}
