package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ReferenceHeads;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.WriteTimes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes one table with references; the first pass sees every row, later ones those that were written since. */
final class ReferencePass {

    private final StageContext context;
    private final ReferenceTable table;
    private final LiveTable live;
    private final ReferenceHeads reader;
    private final WriteTimes times;
    private final String stage;
    private final boolean newModels;

    private ReferencePass(StageContext context, ReferenceTable table, LiveTable live, boolean newModels) {
        this.context = context;
        this.table = table;
        this.live = live;
        this.reader = new ReferenceHeads(context.keyed(), table, live);
        this.times = context.times(table.name());
        this.stage = StageName.REFERENCES.text() + "/" + table.name();
        this.newModels = newModels;
    }

    /**
     * Empty where the table, or all its columns with references, are not there.
     *
     * @param newModels whether the rows written last are to be seen again, since models came behind them
     */
    static Optional<ReferencePass> of(StageContext context, ReferenceTable table, boolean newModels)
            throws SQLException {
        Optional<LiveTable> live = context.stored(table.name());
        if (live.isEmpty() || !live.get().has(table.owner()) || !live.get().has("id")) {
            return Optional.empty();
        }
        ReferenceTable present = table.within(live.get());
        return present.names().isEmpty() && present.json() == null
                ? Optional.empty()
                : Optional.of(new ReferencePass(context, present, live.get(), newModels));
    }

    String table() {
        return table.name();
    }

    boolean hasWork() throws SQLException {
        try (Connection connection = context.connection()) {
            return isDue(connection) || (context.repair().isDue(stage) && times.hasRows(connection, null));
        }
    }

    /** Whether there are rows that no pass has seen, or that one has seen too early. */
    private boolean isDue(Connection connection) throws SQLException {
        Optional<Checkpoint> checkpoint = context.checkpoints().find(stage);
        Long since = checkpoint
                .filter(Checkpoint::finished)
                .map(newModels ? Checkpoint::readSince : Checkpoint::highWater)
                .orElse(null);
        return times.hasRows(connection, since);
    }

    /**
     * Passes the table.
     *
     * @param tenants the models that references may mean
     * @param tally takes what happens to the table
     * @param models takes the rows added to tenant_model
     * @return what the operator should know
     */
    List<String> run(TenantModelsCache tenants, Tally tally, Tally models) throws SQLException {
        List<String> notes = new ArrayList<>();
        boolean due;
        try (Connection connection = context.connection()) {
            due = isDue(connection);
        }
        if (due) {
            notes.addAll(regularPass(tenants, tally, models));
        }
        Optional<Checkpoint> regular = context.checkpoints().find(stage);
        if (context.repair().isDue(stage) && regular.isPresent()) {
            // what the regular pass has just counted would be counted twice
            Tally repaired = new Tally();
            notes.addAll(repairPass(regular.get(), tenants, repaired, models));
            tally.addWrites(repaired);
            tally.repaired("references to an instance other than the one that tenant_llm implies", repaired.updated());
            context.repair().finished(stage);
            if (context.isDryRun() && tally.updated() > 0) {
                tellUnknown(tally.updated() > repaired.updated());
            }
        }
        return notes;
    }

    /** A repair reads what the pass before it has written, and a dry run writes nothing. */
    private void tellUnknown(boolean both) {
        String reason = "a repair reads the references that this run rewrites before it";
        if (both) {
            context.dryRun().unknown(StageName.REFERENCES, reason);
        }
        context.dryRun().unknown(StageName.IDS, reason);
    }

    private List<String> regularPass(TenantModelsCache tenants, Tally tally, Tally models) throws SQLException {
        Checkpoint checkpoint;
        long rows;
        try (Connection connection = context.connection()) {
            checkpoint = context.checkpoints().begin(stage, times.highWater(connection));
            rows = times.count(connection, checkpoint.readSince());
        }
        ReferenceChunks chunks =
                new ReferenceChunks(context, table, live, reader, tenants, checkpoint, false, tally, models);
        if (context.isDryRun() && !table.names().isEmpty()) {
            context.dryRun().renamed(table.name(), chunks.names(tenants, checkpoint.readSince(), checkpoint.lastKey()));
        }
        return pass(checkpoint, checkpoint.readSince(), rows, chunks);
    }

    /** Sees every row, since a repair looks for what went wrong long ago; its checkpoint is its own. */
    private List<String> repairPass(Checkpoint regular, TenantModelsCache tenants, Tally tally, Tally models)
            throws SQLException {
        Checkpoint checkpoint;
        long rows;
        try (Connection connection = context.connection()) {
            checkpoint = context.checkpoints().begin(stage + "/repair", times.highWater(connection));
            rows = times.count(connection, null);
        }
        return pass(
                checkpoint,
                null,
                rows,
                new ReferenceChunks(context, table, live, reader, tenants, regular, true, tally, models));
    }

    private List<String> pass(Checkpoint checkpoint, @Nullable Long since, long rows, ReferenceChunks chunks)
            throws SQLException {
        context.pass(checkpoint, StageName.REFERENCES.text(), table.name(), rows, chunks.since(since));
        return chunks.notes();
    }
}
