package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.HighWater;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites stored references to {@code name@instance@provider}. It comes last, since RAGFlow up to v0.25 cannot read the new form;
 * in a table that has types as bits already the models that references use must be there before.
 */
public final class ReferenceStage implements Stage {

    private static final String STAGE = StageName.REFERENCES.text();

    private final StageContext context;

    public ReferenceStage(StageContext context) {
        this.context = context;
    }

    @Override
    public boolean hasWork() throws SQLException {
        return hasWork(due());
    }

    private boolean hasWork(List<ReferencePass> due) throws SQLException {
        return !due.isEmpty() || context.checkpoints().isOpen(STAGE) || hasTypeless();
    }

    /** Whether rows are left whose type neither old rows nor references show. */
    private boolean hasTypeless() throws SQLException {
        return context.storesTypeBits() && new RemovedModels(context).hasTypeless();
    }

    /** The passes with something to do. */
    private List<ReferencePass> due() throws SQLException {
        context.lookAt(ReferenceTable.CALLED);
        boolean newModels = hasNewModels();
        List<ReferencePass> due = new ArrayList<>();
        for (ReferenceTable table : ReferenceTable.ALL) {
            Optional<ReferencePass> pass = ReferencePass.of(context, table, newModels);
            if (pass.isPresent() && pass.get().hasWork()) {
                due.add(pass.get());
            }
        }
        return due;
    }

    /**
     * Whether {@code tenant_llm} was written behind the last run of the stage. RAGFlow writes a tenant before its models, and a run
     * may read in between: it then writes {@code default} where the model goes to another instance.
     */
    private boolean hasNewModels() throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        Optional<Checkpoint> before = context.checkpoints().find(STAGE);
        Long seen = before.isPresent() ? before.get().highWater() : null;
        if (legacy.isEmpty() || seen == null) {
            return false;
        }
        try (Connection connection = context.connection()) {
            return legacy.get().hasChanges(connection, seen);
        }
    }

    private void tellUnknown(DryRun dryRun) {
        if (dryRun.isChangedInPlace()) {
            dryRun.unknown(
                    StageName.IDS,
                    "tenant_model is repaired in place first, and only then is it known which ids the names resolve to");
        }
    }

    @Override
    public List<StageResult> run() throws SQLException {
        Stage seeding = new SeedingStage(context);
        return run(seedsFirst() && seeding.hasWork() ? seeding.run() : List.of());
    }

    @Override
    public List<StageResult> runForNewWork() throws SQLException {
        Stage seeding = new SeedingStage(context);
        return run(seedsFirst() && seeding.hasNewWork() ? seeding.run() : List.of());
    }

    private boolean seedsFirst() throws SQLException {
        return context.target().hasTypeBits() && context.hasTypeBits();
    }

    private List<StageResult> run(List<StageResult> before) throws SQLException {
        List<StageResult> results = new ArrayList<>(before);
        List<ReferencePass> due = due();
        if (hasWork(due)) {
            results.addAll(pass(due));
            if (hasTypeless()) {
                results.add(setTypelessAside());
            }
        }
        context.ifDryRun(this::tellUnknown);
        return results;
    }

    private StageResult setTypelessAside() throws SQLException {
        long started = System.nanoTime();
        Tally tally = new Tally();
        long moved = new RemovedModels(context).moveTypeless();
        tally.updated(moved);
        tally.repaired("models whose type nobody knows, moved to " + RemovedModels.TABLE, moved);
        return tally.result(STAGE, ModelTables.MODEL, List.of(), Duration.ofNanos(System.nanoTime() - started));
    }

    private List<StageResult> pass(List<ReferencePass> due) throws SQLException {
        List<StageResult> results = new ArrayList<>();
        Tally models = new Tally();
        long began = System.nanoTime();
        try (Connection connection = context.connection()) {
            context.checkpoints().begin(STAGE, new HighWater(context).ofReferences(connection));
        }
        // tenants name models in many tables
        TenantModelsCache tenants =
                TenantModelsCache.of(context, context.clock().millis());
        for (ReferencePass pass : due) {
            long started = System.nanoTime();
            Tally tally = new Tally();
            List<String> notes = pass.run(tenants, tally, models);
            results.add(tally.result(STAGE, pass.table(), notes, Duration.ofNanos(System.nanoTime() - started)));
        }
        context.checkpoints().finish(STAGE);
        StageResult added =
                models.result(STAGE, ModelTables.MODEL, List.of(), Duration.ofNanos(System.nanoTime() - began));
        if (added.changedAnything()) {
            results.add(added);
        }
        return results;
    }
}
