package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the edits of a chunk, each only where the row still holds what was read, and the models they need. */
final class ReferenceChunk implements Chunk {

    /** Told what came of a chunk. */
    interface Outcome {

        /**
         * @param inserted models added
         * @param updated rows changed
         * @param lost rows that somebody else changed in between
         */
        void committed(ReferenceEdits edits, long inserted, long updated, List<String> lost) throws SQLException;
    }

    private final Dialect dialect;
    private final ReferenceTable table;
    private final ReferenceEdits edits;
    private final NewRows models;
    private final Widths widths;
    private final Widths modelWidths;
    private final String lastKey;
    private final Outcome outcome;
    private final List<String> lost = new ArrayList<>();
    private long updated;

    ReferenceChunk(
            Dialect dialect,
            ReferenceTable table,
            ReferenceEdits edits,
            NewRows models,
            Widths widths,
            Widths modelWidths,
            String lastKey,
            Outcome outcome) {
        this.dialect = dialect;
        this.table = table;
        this.edits = edits;
        this.models = models;
        this.widths = widths;
        this.modelWidths = modelWidths;
        this.lastKey = lastKey;
        this.outcome = outcome;
    }

    /** The rows of tenant_model that references need and that are not there yet. */
    static NewRows models(StageContext context, Connection connection, List<TenantModels.Extra> extras)
            throws SQLException {
        NewRows rows = context.newRows(NewTables.MODEL, NewTables.MODEL_COLUMNS);
        Map<NewTables.ModelKey, NewTables.StoredModel> stored = new NewTables(context.dialect())
                .models(
                        connection,
                        extras.stream()
                                .map(extra -> extra.instance().id())
                                .distinct()
                                .toList());
        for (TenantModels.Extra extra : extras) {
            ModelRows.Row row = extra.row();
            NewTables.ModelKey key = new NewTables.ModelKey(
                    extra.instance().id(), row.name(), row.type().word());
            if (!stored.containsKey(key)) {
                String id = rows.add(NewTables.modelRow(extra.provider(), extra.instance(), row));
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
        for (ReferenceEdits.Edit edit : edits.edits()) {
            widths.fit(edit.column(), edit.after());
        }
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        models.insert(transaction, dialect);
        for (ReferenceEdits.Edit edit : edits.edits()) {
            String column = dialect.quoted(edit.column());
            String sql = "UPDATE " + dialect.quoted(table.name()) + " SET " + column + " = ? WHERE id = ? AND "
                    + sameBytes(column);
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setString(1, edit.after());
                statement.setString(2, edit.id());
                statement.setString(3, edit.before());
                if (statement.executeUpdate() == 0) {
                    lost.add(edit.id());
                } else {
                    updated++;
                }
            }
        }
    }

    /** MySQL's collations take texts for equal that are not, with trailing blanks even the binary ones. */
    private String sameBytes(String column) {
        return dialect.isPostgres()
                ? column + " = ?"
                : "CAST(CONVERT(" + column + " USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY)";
    }

    @Override
    public void committed() throws SQLException {
        outcome.committed(edits, models.size(), updated, lost);
    }
}
