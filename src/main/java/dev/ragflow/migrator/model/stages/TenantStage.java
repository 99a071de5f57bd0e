package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.tables.HighWater;
import dev.ragflow.migrator.model.tables.InstanceIndex;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.RehearsedTenants;
import dev.ragflow.migrator.model.tables.ScriptRowRepair;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TableGrowth;
import dev.ragflow.migrator.model.tables.TenantReader;
import dev.ragflow.migrator.model.tables.TenantWork;
import dev.ragflow.migrator.model.tables.VersionMarker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stage that passes {@code tenant_llm}, tenants at a time, and writes one of the new tables. The first pass sees every tenant;
 * once one has finished, later ones see the tenants whose old rows have changed since.
 */
public final class TenantStage implements Stage {

    private final StageContext context;
    private final StageName name;
    private final TenantWork work;

    public TenantStage(StageContext context, StageName name, TenantWork work) {
        this.context = context;
        this.name = name;
        this.work = work;
    }

    @Override
    public boolean hasWork() throws SQLException {
        Optional<LiveTable> target = context.table(work.table());
        boolean fits = target.isEmpty() || work.fits(target.get());
        try (Connection connection = context.connection()) {
            return (target.isPresent() && repair().hasWork(connection)) || (fits && hasRows(connection));
        }
    }

    @Override
    public boolean hasNewWork() throws SQLException {
        Optional<LiveTable> target = context.table(work.table());
        try (Connection connection = context.connection()) {
            return (target.isEmpty() || work.fits(target.get())) && hasRows(connection);
        }
    }

    private boolean hasRows(Connection connection) throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        if (legacy.isEmpty()) {
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
                && context.table(work.table()).isPresent()
                && new ModelTables(context).isEmpty(connection, work.table())
                && !VersionMarker.isAtLeastV026(context);
    }

    private ScriptRowRepair repair() {
        return new ScriptRowRepair(context, work.table());
    }

    @Override
    public List<StageResult> run() throws SQLException {
        long started = System.nanoTime();
        Tally total = new Tally();
        List<String> notes = new ArrayList<>();
        if (hasWork()) {
            long repaired = repair().run();
            total.updated(repaired);
            if (repaired > 0) {
                notes.add(
                        "Repaired in " + work.table() + ": " + repaired
                                + " rows with times in seconds, status numbers or no key, as RAGFlow's v0.25 script writes them.");
            }
            if (work.fits(context.requiredTable(work.table()))) {
                pass(total);
            }
        }
        return List.of(total.result(name.text(), work.table(), notes, Duration.ofNanos(System.nanoTime() - started)));
    }

    private void pass(Tally total) throws SQLException {
        Optional<LegacyTable> found = LegacyTable.of(context);
        if (found.isEmpty()) {
            return;
        }
        LegacyTable legacy = found.get();
        boolean due;
        try (Connection connection = context.connection()) {
            due = isDue(connection, legacy);
        }
        if (due) {
            regularPass(legacy, total);
        }
        if (context.repair().isDue(name.text())) {
            repairPass(legacy, total);
            context.repair().finished(name.text());
        }
    }

    private void regularPass(LegacyTable legacy, Tally total) throws SQLException {
        Checkpoint checkpoint;
        long rows;
        try (Connection connection = context.connection()) {
            Optional<Checkpoint> before = context.checkpoints().find(name.text());
            if (before.isPresent() && before.get().finished() && isEmptied(connection)) {
                context.checkpoints().forgetAll();
            }
            long newest = new HighWater(context).ofModels(name, legacy.highWater(connection));
            checkpoint = context.checkpoints().begin(name.text(), newest);
            rows = legacy.count(connection, checkpoint.readSince());
        }
        pass(checkpoint, checkpoint.readSince(), rows, legacy, run(checkpoint), total);
    }

    /** Sees every tenant, since a repair looks for what was lost long ago; its checkpoint is its own. */
    private void repairPass(LegacyTable legacy, Tally total) throws SQLException {
        Optional<Checkpoint> regular = context.checkpoints().find(name.text());
        if (regular.isEmpty()) {
            return;
        }
        Checkpoint checkpoint;
        long rows;
        try (Connection connection = context.connection()) {
            checkpoint = context.checkpoints().begin(name.text() + "/repair", legacy.highWater(connection));
            rows = legacy.count(connection, null);
        }
        // what the regular pass has just counted would be counted twice
        Tally repaired = new Tally();
        pass(checkpoint, null, rows, legacy, run(regular.get()).repairing(), repaired);
        total.addWrites(repaired);
        total.repaired("rows that were missing, added as tenant_llm has them", repaired.inserted());
    }

    private void pass(
            Checkpoint checkpoint, @Nullable Long since, long rows, LegacyTable legacy, Provenance.Run run, Tally total)
            throws SQLException {
        TableGrowth growth = growth();
        TenantRanges ranges = new TenantRanges(
                context,
                work,
                since,
                legacy,
                new TenantReader(context, legacy, work.needsCredentials()),
                context.widths(work.table()),
                run,
                total,
                growth::to,
                context.isRehearsal() && checkpoint.lastKey() != null ? new HashSet<>() : null);
        long before = total.inserted();
        context.pass(checkpoint, name.text(), LegacyTable.NAME, rows, ranges);
        growth.ended(total.inserted() - before);
        context.ifRehearsed(rehearsal -> {
            rehearsal
                    .tenants()
                    .passed(new RehearsedTenants.Pass(
                            name,
                            work,
                            run,
                            since,
                            ranges.seen(),
                            context.clock().millis()));
            rehearsal.added(name == StageName.MODEL ? total.inserted() - before : 0);
        });
    }

    private TableGrowth growth() {
        return new TableGrowth(
                context,
                name == StageName.INSTANCE ? List.of(work.table(), InstanceIndex.TABLE) : List.of(work.table()));
    }

    private Provenance.Run run(Checkpoint checkpoint) throws SQLException {
        long first = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(checkpoint.firstStartedAt());
        return Provenance.Run.of(VersionMarker.isAtLeastV026(context), first, checkpoint);
    }
}
