package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.database.Dialect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the edits of a chunk, each only where the row still holds what was read, and the models they need. */
final class ReferenceChunk implements Chunk {

    /** Told what came of a chunk. */
    interface Outcome {

        /**
         * @param inserted models added
         * @param typed models that got another type
         * @param updated rows changed
         * @param lost rows that somebody else changed in between
         */
        void committed(ReferenceEdits edits, long inserted, long typed, long updated, List<String> lost)
                throws SQLException;
    }

    /** How much text goes to the server in one message; servers take 16 MiB at least, and a character may take four bytes. */
    private static final long BATCH_CHARACTERS = 1 << 20;

    private final Dialect dialect;
    private final ReferenceTable table;
    private final ReferenceEdits edits;
    private final NewRows models;
    private final SlotTypes slots;
    private final TypeBits types;
    private final Widths widths;
    private final Widths modelWidths;
    private final String lastKey;
    private final Outcome outcome;
    private final List<String> lost = new ArrayList<>();
    private long updated;
    private long typed;

    ReferenceChunk(
            Dialect dialect,
            ReferenceTable table,
            ReferenceEdits edits,
            NewRows models,
            SlotTypes slots,
            TypeBits types,
            Widths widths,
            Widths modelWidths,
            String lastKey,
            Outcome outcome) {
        this.dialect = dialect;
        this.table = table;
        this.edits = edits;
        this.models = models;
        this.slots = slots;
        this.types = types;
        this.widths = widths;
        this.modelWidths = modelWidths;
        this.lastKey = lastKey;
        this.outcome = outcome;
    }

    /** The rows of tenant_model that references need and that are not there yet. */
    static NewRows models(StageContext context, Connection connection, List<ReferenceRules.Extra> extras)
            throws SQLException {
        NewRows rows = context.newRows(NewTables.MODEL, ModelRows.Row.COLUMNS);
        Map<NewTables.ModelKey, NewTables.StoredModel> stored = new NewTables(context.dialect())
                .models(
                        connection,
                        extras.stream()
                                .map(ReferenceRules.Extra::instanceId)
                                .distinct()
                                .toList());
        for (ReferenceRules.Extra extra : extras) {
            ModelRows.Row row = extra.row();
            NewTables.ModelKey key = row.key(extra.instanceId());
            if (!extra.retired() && !stored.containsKey(key)) {
                String id = rows.add(row.values(extra.providerId(), extra.instanceId()));
                stored.put(key, new NewTables.StoredModel(id, row.status(), false));
            }
        }
        return rows;
    }

    @Override
    public String lastKey() {
        return lastKey;
    }

    @Override
    public long count() {
        return edits.tally().read();
    }

    @Override
    public void prepare() throws SQLException {
        models.fit(modelWidths);
        slots.prepare();
        types.fit(modelWidths);
        for (ReferenceEdits.Edit edit : edits.edits()) {
            widths.fit(edit.column(), edit.after());
        }
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        models.insert(transaction, dialect);
        slots.write(transaction);
        typed = types.write(transaction);
        Map<String, List<ReferenceEdits.Edit>> byColumn = edits.edits().stream()
                .collect(Collectors.groupingBy(ReferenceEdits.Edit::column, TreeMap::new, Collectors.toList()));
        for (Map.Entry<String, List<ReferenceEdits.Edit>> column : byColumn.entrySet()) {
            write(transaction, column.getKey(), column.getValue());
        }
    }

    private void write(Connection transaction, String column, List<ReferenceEdits.Edit> changes) throws SQLException {
        String quoted = dialect.quoted(column);
        String sql = "UPDATE " + dialect.quoted(table.name()) + " SET " + quoted + " = ? WHERE id = ? AND "
                + hash(quoted) + " = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            List<ReferenceEdits.Edit> batch = new ArrayList<>();
            long characters = 0;
            for (ReferenceEdits.Edit edit : changes) {
                statement.setString(1, edit.after());
                statement.setString(2, edit.id());
                statement.setString(3, sha256(edit.before()));
                statement.addBatch();
                batch.add(edit);
                characters += edit.after().length();
                if (characters > BATCH_CHARACTERS) {
                    send(statement, batch);
                    characters = 0;
                }
            }
            send(statement, batch);
        }
    }

    private void send(PreparedStatement statement, List<ReferenceEdits.Edit> batch) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                lost.add(batch.get(i).id());
            } else {
                updated++;
            }
        }
        batch.clear();
    }

    /**
     * What a column holds, byte for byte: MySQL's collations take texts for equal that are not, and the hash saves sending long
     * texts twice.
     */
    private String hash(String column) {
        return dialect.isPostgres()
                ? "encode(sha256(convert_to(" + column + ", 'UTF8')), 'hex')"
                : "SHA2(CONVERT(" + column + " USING utf8mb4), 256)";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void committed() throws SQLException {
        outcome.committed(edits, models.size(), typed, updated, lost);
    }
}
