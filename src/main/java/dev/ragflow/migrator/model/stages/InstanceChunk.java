package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.tables.ModelInsert;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What is to be done with the models of some tenants; it counts once it is committed. */
abstract class InstanceChunk implements Chunk {

    /**
     * Where all chunks of a pass go.
     *
     * @param table takes the rows
     * @param widths of that table
     * @param total takes the counts
     */
    record Destination(StageContext context, String table, Widths widths, Tally total) {

        private ModelInsert insert() {
            return new ModelInsert(context, table);
        }
    }

    /**
     * What was looked at.
     *
     * @param read how many rows
     * @param tally what is right already, or was left out
     */
    record Range(String lastKey, long read, Tally tally) {}

    private final Destination destination;
    private final Range range;
    private final List<MergedRow> inserts = new ArrayList<>();

    InstanceChunk(Destination destination, Range range) {
        this.destination = destination;
        this.range = range;
    }

    final StageContext context() {
        return destination.context();
    }

    final Widths widths() {
        return destination.widths();
    }

    final Tally tally() {
        return range.tally();
    }

    /** The rows to be inserted; may be added to while the chunk is planned. */
    final List<MergedRow> inserts() {
        return inserts;
    }

    @Override
    public final String lastKey() {
        return range.lastKey();
    }

    @Override
    public final long count() {
        return range.read();
    }

    @Override
    public void prepare() throws SQLException {
        destination.insert().fit(widths(), inserts);
    }

    final void insert(Connection transaction) throws SQLException {
        destination.insert().write(transaction, inserts);
    }

    @Override
    public void committed() {
        destination.total().add(range.tally());
    }
}
