package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.tables.MergeReader;
import dev.ragflow.migrator.model.tables.ModelTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Some tenants' rows of the background table: added, put right, or taken away where the source no longer has them. */
final class MergeChunk extends InstanceChunk {

    private final List<String> deletes = new ArrayList<>();
    private long wanted;

    MergeChunk(Destination destination, Range range) {
        super(destination, range);
    }

    /** Compares; a row that differs is written anew under the id it shall have. */
    void plan(List<MergedRow> wanted, Map<MergeReader.Key, MergeReader.Written> written) {
        Map<MergeReader.Key, MergeReader.Written> left = new HashMap<>(written);
        this.wanted = wanted.size();
        long changed = 0;
        for (MergedRow row : wanted) {
            MergeReader.Written present = left.remove(new MergeReader.Key(row.instanceId(), row.name()));
            if (present == null) {
                inserts().add(row);
                continue;
            }
            String id = Objects.requireNonNullElse(row.id(), present.id());
            if (id.equals(present.id()) && present.says(row)) {
                tally().unchanged(1);
            } else {
                changed++;
                deletes.add(present.id());
                inserts().add(row.withId(id));
            }
        }
        left.values().forEach(row -> deletes.add(row.id()));
        tally().read(count());
        tally().updated(changed);
        tally().skipped("row of the background table whose model no longer exists", left.size());
        tally().inserted(inserts().size() - changed);
    }

    @Override
    public long weight() {
        return wanted;
    }

    @Override
    public void write(Connection transaction) throws SQLException {
        String table = context().dialect().quoted(ModelTables.BACKGROUND);
        try (PreparedStatement statement = transaction.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (String id : deletes) {
                statement.setString(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        insert(transaction);
    }
}
