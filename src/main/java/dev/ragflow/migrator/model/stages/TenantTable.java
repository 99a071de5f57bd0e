package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.InstanceIndex;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TableGrowth;
import dev.ragflow.migrator.model.tables.Widths;
import java.sql.SQLException;
import java.util.List;

/** One of the tables that a pass over tenants writes, in the name of its stage, and what has come of it. */
final class TenantTable {

    private final Checkpoint checkpoint;
    private final Widths widths;
    private final TableGrowth growth;
    private final Tally tally = new Tally();
    private long nanos;

    TenantTable(StageContext context, StageName stage, Checkpoint checkpoint) throws SQLException {
        String table = stage.tables().get(0);
        this.checkpoint = checkpoint;
        this.widths = context.widths(table);
        this.growth = new TableGrowth(
                context, stage == StageName.INSTANCE ? List.of(table, InstanceIndex.TABLE) : List.of(table));
    }

    /** Of the stage's pass. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    Widths widths() {
        return widths;
    }

    Tally tally() {
        return tally;
    }

    /** How long it took to write, on all connections together. */
    long nanos() {
        return nanos;
    }

    /** A chunk is committed. */
    void committed(Tally of, long nanosOf) {
        tally.add(of);
        nanos += nanosOf;
        growth.to(tally.inserted());
    }

    void ended() {
        growth.ended(tally.inserted());
    }
}
