package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.rules.InstanceModels;
import dev.ragflow.migrator.model.tables.MergeReader;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares a filled background table with its source, and changes only what differs. */
final class ComparePass extends MergePass {

    ComparePass(StageContext context, Tally total) throws SQLException {
        super(context, total);
    }

    @Override
    Chunk plan(Connection connection, List<InstanceModels> instances, InstanceChunk.Range range) throws SQLException {
        List<MergedRow> wanted = new ArrayList<>();
        for (InstanceModels known : instances) {
            wanted.addAll(merge().merge(known, range.tally()));
        }
        MergeChunk chunk = new MergeChunk(destination(), range);
        List<String> ids =
                instances.stream().map(known -> known.instance().id()).toList();
        chunk.plan(wanted, written(connection, wanted, ids));
        return chunk;
    }

    /** A dry run has written nothing: what it filled itself is as it should be. */
    private Map<MergeReader.Key, MergeReader.Written> written(
            Connection connection, List<MergedRow> wanted, List<String> instances) throws SQLException {
        if (!context().isDryRun()) {
            return reader().written(connection, instances);
        }
        Map<MergeReader.Key, MergeReader.Written> written =
                context().stored(ModelTables.BACKGROUND).isPresent()
                        ? reader().written(connection, instances)
                        : new HashMap<>();
        for (MergedRow row : wanted) {
            if (context().dryRun().isFilled(row.instanceId())) {
                written.put(new MergeReader.Key(row.instanceId(), row.name()), MergeReader.Written.of(row));
            }
        }
        return written;
    }
}
