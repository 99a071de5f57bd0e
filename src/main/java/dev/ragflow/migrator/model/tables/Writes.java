package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** What a chunk of tenants writes into one table: rows to insert, rows to change. */
public final class Writes implements Chunk {

    /** Characters. */
    private static final long LARGE = 1L << 20;

    private final StageContext context;
    private final Widths widths;
    private final InsertBatch rows;
    private final String updateSql;
    private final List<List<String>> updates = new ArrayList<>();
    private final List<List<String>> widened = new ArrayList<>();
    private final Tally tally = new Tally();
    private final Tally total;
    private final LongConsumer grown;
    private final String lastKey;
    private long read;

    /**
     * @param updateSql the statement behind {@link #update}
     * @param total takes the counts once the chunk is committed
     * @param grown is told then how many rows were inserted in total
     */
    public Writes(
            StageContext context,
            Widths widths,
            InsertBatch rows,
            String updateSql,
            String lastKey,
            Tally total,
            LongConsumer grown) {
        this.context = context;
        this.widths = widths;
        this.rows = rows;
        this.updateSql = updateSql;
        this.lastKey = lastKey;
        this.total = total;
        this.grown = grown;
    }

    public Tally tally() {
        return tally;
    }

    public InsertBatch rows() {
        return rows;
    }

    public void read(long count) {
        read += count;
        tally.read(count);
    }

    /** Changes a row; the parameters are those of the statement. */
    public void update(String... parameters) {
        updates.add(List.of(parameters));
    }

    /** Makes a column wide enough for a value of an update. */
    public void fit(String column, String value) {
        widened.add(List.of(column, value));
    }

    /** The parameters of each change, see {@link #update}. */
    List<List<String>> updates() {
        return updates;
    }

    boolean isEmpty() {
        return rows.size() == 0 && updates.isEmpty();
    }

    @Override
    public String lastKey() {
        return lastKey;
    }

    @Override
    public long count() {
        return read;
    }

    /** No two chunks have a row in common; those with large keys are written one by one, since memory holds all that are begun. */
    @Override
    public Order order() {
        boolean fits = rows.areHeld(widths::hold)
                && widened.stream().allMatch(value -> widths.hold(value.get(0), value.get(1)));
        return fits && rows.characters() <= LARGE ? Order.OVERLAPPING : Order.BEHIND;
    }

    @Override
    public void prepare() throws SQLException {
        rows.fit(widths);
        for (List<String> value : widened) {
            widths.fit(value.get(0), value.get(1));
        }
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        rows.insert(transaction, context.dialect());
        context.instances().note(transaction, rows);
        tally.inserted(rows.size());
        if (!updates.isEmpty()) {
            try (PreparedStatement statement = transaction.prepareStatement(updateSql)) {
                for (List<String> parameters : updates) {
                    InList.bind(statement, 1, parameters);
                    tally.updated(statement.executeUpdate());
                }
            }
        }
    }

    @Override
    public void rehearse() {
        tally.inserted(rows.size());
        tally.updated(updates.size());
    }

    @Override
    public void committed() {
        total.add(tally);
        grown.accept(total.inserted());
    }
}
