package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.tables.HighWater;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ScriptRowRepair;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.VersionMarker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One of the three stages that pass {@code tenant_llm}, tenants at a time, and write the new tables. The first pass sees every
 * tenant; once one has finished, later ones see the tenants whose old rows have changed since.
 *
 * <p>The first of them that runs makes one pass for all that have work, and the others report what it did for them: a chunk of
 * tenants is read once and written whole, in one transaction with the checkpoints of all.
 */
public final class TenantStage implements Stage {

    private final StageContext context;
    private final StageName name;
    private final Collection<StageName> chosen;
    private final Map<StageName, StageResult> done;
    private final Tally tally = new Tally();
    private final List<String> notes = new ArrayList<>();

    /** Spent on writing. */
    private long nanos;

    /**
     * @param chosen the stages of this run
     * @param done what an earlier one has done for others that are yet to run; shared by all of a run
     */
    public TenantStage(
            StageContext context, StageName name, Collection<StageName> chosen, Map<StageName, StageResult> done) {
        this.context = context;
        this.name = name;
        this.chosen = chosen;
        this.done = done;
    }

    private String table() {
        return name.tables().get(0);
    }

    /** Whether the table has the shape that the stage writes: from v0.27 on types are numbers. */
    private boolean fits() throws SQLException {
        Optional<LiveTable> target = context.table(table());
        return target.isEmpty() || name != StageName.MODEL || target.get().hasTypeWords();
    }

    @Override
    public boolean hasWork() throws SQLException {
        if (done.containsKey(name)) {
            return true;
        }
        try (Connection connection = context.connection()) {
            return (context.table(table()).isPresent() && scriptRows().hasWork(connection)) || hasRows(connection);
        }
    }

    @Override
    public boolean hasNewWork() throws SQLException {
        if (done.containsKey(name)) {
            return true;
        }
        try (Connection connection = context.connection()) {
            return hasRows(connection);
        }
    }

    private boolean hasRows(Connection connection) throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        if (legacy.isEmpty() || !fits()) {
            return false;
        }
        if (context.repair().isDue(name.text())) {
            return !legacy.get().isEmpty(connection);
        }
        return isDue(connection, legacy.get());
    }

    /** Whether there are old rows that no pass has seen. */
    private boolean isDue(Connection connection, LegacyTable legacy) throws SQLException {
        Long seen = context.checkpoints().seen(name.text());
        return legacy.hasChanges(connection, seen == null || isEmptied(connection) ? null : seen);
    }

    /** Whether somebody took the new rows away to start over: then what earlier passes noted is void. */
    private boolean isEmptied(Connection connection) throws SQLException {
        return name == StageName.PROVIDER
                && context.table(table()).isPresent()
                && new ModelTables(context).isEmpty(connection, table())
                && !VersionMarker.isAtLeastV026(context);
    }

    private ScriptRowRepair scriptRows() {
        return new ScriptRowRepair(context, table());
    }

    @Override
    public List<StageResult> run() throws SQLException {
        if (!done.containsKey(name)) {
            passTogether();
        }
        return List.of(Objects.requireNonNull(done.remove(name)));
    }

    /** Does the work of this stage and of those after it. */
    private void passTogether() throws SQLException {
        long started = System.nanoTime();
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        if (legacy.isPresent()) {
            forgetEmptied(legacy.get());
        }
        List<TenantStage> stages = new ArrayList<>(List.of(this));
        for (StageName later : StageName.OF_TENANTS) {
            if (later.compareTo(name) > 0 && chosen.contains(later)) {
                TenantStage stage = new TenantStage(context, later, chosen, done);
                if (stage.hasWork()) {
                    stages.add(stage);
                }
            }
        }
        for (TenantStage stage : stages) {
            stage.repairScriptRows();
        }
        if (legacy.isPresent()) {
            regularPass(legacy.get(), stages);
            repairPass(legacy.get(), stages);
        }
        long elapsed = System.nanoTime() - started;
        long all = stages.stream().mapToLong(stage -> stage.nanos).sum();
        for (TenantStage stage : stages) {
            // reading and deciding is for all of them: each has its share of that as it has of the writing
            double share = all == 0 ? (stage == this ? 1 : 0) : (double) stage.nanos / all;
            Duration duration = Duration.ofNanos((long) (elapsed * share));
            done.put(stage.name, stage.tally.result(stage.name.text(), stage.table(), stage.notes, duration));
        }
    }

    private void forgetEmptied(LegacyTable legacy) throws SQLException {
        Optional<Checkpoint> before = context.checkpoints().find(name.text());
        try (Connection connection = context.connection()) {
            if (before.isPresent() && before.get().finished() && isEmptied(connection) && !legacy.isEmpty(connection)) {
                context.checkpoints().forgetAll();
            }
        }
    }

    private void repairScriptRows() throws SQLException {
        long started = System.nanoTime();
        long repaired = hasWork() ? scriptRows().run() : 0;
        tally.updated(repaired);
        if (repaired > 0) {
            nanos += System.nanoTime() - started;
            notes.add("Repaired in " + table() + ": " + repaired
                    + " rows with times in seconds, status numbers or no key, as RAGFlow's v0.25 script writes them.");
        }
    }

    private void regularPass(LegacyTable legacy, List<TenantStage> stages) throws SQLException {
        TenantPass pass = new TenantPass(context, legacy);
        List<TenantStage> due = new ArrayList<>();
        try (Connection connection = context.connection()) {
            long newest = legacy.highWater(connection);
            for (TenantStage stage : stages) {
                if (stage.fits() && stage.isDue(connection, legacy)) {
                    // those that are passed together see the same
                    newest = due.isEmpty() ? new HighWater(context).ofModels(stage.name, newest) : newest;
                    Checkpoint checkpoint = context.checkpoints().begin(stage.name.text(), newest);
                    pass.add(stage.name, checkpoint, run(checkpoint), checkpoint.readSince());
                    due.add(stage);
                }
            }
        }
        pass.run();
        for (TenantStage stage : due) {
            TenantTable table = pass.table(stage.name);
            stage.tally.add(table.tally());
            stage.nanos += table.nanos();
        }
    }

    /** Sees every tenant, since a repair looks for what was lost long ago; its checkpoints are its own. */
    private void repairPass(LegacyTable legacy, List<TenantStage> stages) throws SQLException {
        TenantPass pass = new TenantPass(context, legacy);
        List<TenantStage> due = new ArrayList<>();
        try (Connection connection = context.connection()) {
            for (TenantStage stage : stages) {
                Optional<Checkpoint> regular = context.checkpoints().find(stage.name.text());
                if (context.repair().isDue(stage.name.text()) && stage.fits() && regular.isPresent()) {
                    Checkpoint checkpoint =
                            context.checkpoints().begin(stage.name.text() + "/repair", legacy.highWater(connection));
                    pass.add(stage.name, checkpoint, run(regular.get()).repairing(), null);
                    due.add(stage);
                }
            }
        }
        pass.run();
        for (TenantStage stage : due) {
            TenantTable table = pass.table(stage.name);
            // what the regular pass has just counted would be counted twice
            stage.tally.addWrites(table.tally());
            stage.tally.repaired(
                    "rows that were missing, added as tenant_llm has them",
                    table.tally().inserted());
            stage.nanos += table.nanos();
            context.repair().finished(stage.name.text());
        }
    }

    private Provenance.Run run(Checkpoint checkpoint) throws SQLException {
        long first = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(checkpoint.firstStartedAt());
        return Provenance.Run.of(VersionMarker.isAtLeastV026(context), first, checkpoint);
    }
}
