package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.rules.InstanceModels;
import dev.ragflow.migrator.model.rules.ModelMerge;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.MergeReader;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.Ownership;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One pass over all tenants that leaves the background table as the source says. */
abstract class MergePass extends InstancePass {

    private final ModelMerge merge;
    private final Ownership ownership;

    /** @param total takes the counts */
    MergePass(StageContext context, Tally total) throws SQLException {
        super(context, ModelTables.BACKGROUND, total);
        this.merge = MergeReader.merge(context);
        this.ownership = Ownership.read(context);
    }

    /** Makes the rows that are wanted. */
    final ModelMerge merge() {
        return merge;
    }

    @Override
    public Chunk read(Connection connection, List<String> ids) throws SQLException {
        List<TenantState> chunk = tenants(connection, ids);
        Tally tally = new Tally();
        List<InstanceModels> known = reader().known(connection, ownership, chunk, tally);
        return plan(connection, known, looked(ids, chunk, tally));
    }

    /** Plans the writes for some instances. */
    abstract Chunk plan(Connection connection, List<InstanceModels> instances, InstanceChunk.Range range)
            throws SQLException;
}
