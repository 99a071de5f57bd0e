package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.rules.InstanceModels;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TableGrowth;
import dev.ragflow.migrator.model.tables.WorkTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills the background table: each row is written once, nothing is read back. A chunk commits with its checkpoint, so that behind it
 * the table is empty. Rows that are the same for every instance of a provider the server makes, see {@link CatalogueRows}.
 */
final class FillPass extends MergePass {

    private final CatalogueRows catalogue;

    FillPass(StageContext context, Tally total) throws SQLException {
        super(context, total);
        this.catalogue = new CatalogueRows(context, merge());
    }

    @Override
    void run(Checkpoint checkpoint, long rows) throws SQLException {
        catalogue.create(destination().widths());
        super.run(checkpoint, rows);
        new WorkTables(context()).dropSeeds();
        new TableGrowth(context(), List.of(ModelTables.BACKGROUND)).count();
    }

    @Override
    Chunk plan(Connection connection, List<InstanceModels> instances, InstanceChunk.Range range) {
        FillChunk chunk = new FillChunk(destination(), range, catalogue);
        for (InstanceModels known : instances) {
            context().ifDryRun(dryRun -> dryRun.filled(known.instance().id()));
            Map<String, Optional<MergedRow>> own = merge().own(known, range.tally());
            Optional<CatalogueRows.Factory> factory = catalogue.of(known.provider());
            if (factory.isPresent()) {
                chunk.add(known.instance(), factory.get(), own);
            } else {
                chunk.inserts().addAll(merge().merge(known, new Tally()));
            }
        }
        return chunk;
    }
}
