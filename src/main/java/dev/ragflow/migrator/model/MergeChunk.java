package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Some tenants' rows of the background table: added, put right, or taken away where the source no longer has them. */
final class MergeChunk implements Chunk {

    private final StageContext context;
    private final Widths widths;
    private final String lastKey;
    private final long read;
    private final Tally tally;
    private final Tally total;
    private final List<MergedRow> inserts = new ArrayList<>();
    private final List<String> deletes = new ArrayList<>();
    private long wanted;

    /**
     * @param read rows looked at
     * @param tally what was left out of this chunk
     * @param total takes the counts once the chunk is committed
     */
    MergeChunk(StageContext context, Widths widths, String lastKey, long read, Tally tally, Tally total) {
        this.context = context;
        this.widths = widths;
        this.lastKey = lastKey;
        this.read = read;
        this.tally = tally;
        this.total = total;
    }

    /** Compares; a row that differs is written anew under the id it shall have. */
    void plan(List<MergedRow> wanted, Map<MergeReader.Key, MergeReader.Written> written) {
        Map<MergeReader.Key, MergeReader.Written> left = new HashMap<>(written);
        this.wanted = wanted.size();
        long changed = 0;
        for (MergedRow row : wanted) {
            MergeReader.Written present = left.remove(new MergeReader.Key(row.instanceId(), row.name()));
            if (present == null) {
                inserts.add(row);
                continue;
            }
            String id = Objects.requireNonNullElse(row.id(), present.id());
            if (id.equals(present.id()) && present.says(row)) {
                tally.unchanged(1);
            } else {
                changed++;
                deletes.add(present.id());
                inserts.add(row.withId(id));
            }
        }
        left.values().forEach(row -> deletes.add(row.id()));
        tally.read(read);
        tally.updated(changed);
        tally.skipped("row of the background table whose model is gone", left.size());
        tally.inserted(inserts.size() - changed);
    }

    @Override
    public String lastKey() {
        return lastKey;
    }

    @Override
    public long count() {
        return read;
    }

    @Override
    public long weight() {
        return wanted;
    }

    @Override
    public void prepare() throws SQLException {
        for (MergedRow row : inserts) {
            widths.fit("model_name", row.name());
            widths.fit("extra", row.extra());
        }
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        String table = context.dialect().quoted(MergeTables.BACKGROUND);
        try (PreparedStatement statement = transaction.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (String id : deletes) {
                statement.setString(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        String sql = "INSERT INTO " + table + " (id, provider_id, instance_id, model_name, model_type, status, extra,"
                + " create_time, create_date, update_time, update_date) VALUES " + InList.of(11);
        long millis = context.clock().millis();
        LocalDateTime date = NewRows.date(millis);
        TypedRow.RowTimes now = new TypedRow.RowTimes(millis, date, millis, date);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (MergedRow row : inserts) {
                bind(statement, row, row.times() == null ? now : row.times());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void bind(PreparedStatement statement, MergedRow row, TypedRow.RowTimes times) throws SQLException {
        String id = row.id();
        statement.setString(1, id == null ? context.ids().next() : id);
        statement.setString(2, row.providerId());
        statement.setString(3, row.instanceId());
        statement.setString(4, row.name());
        statement.setInt(5, row.bits());
        statement.setString(6, row.status());
        statement.setString(7, row.extra());
        statement.setObject(8, times.created(), Types.BIGINT);
        statement.setObject(9, times.createDate(), Types.TIMESTAMP);
        statement.setObject(10, times.updated(), Types.BIGINT);
        statement.setObject(11, times.updateDate(), Types.TIMESTAMP);
    }

    @Override
    public void committed() {
        total.add(tally);
    }
}
