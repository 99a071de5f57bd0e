package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.SourceContents;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives every model that can be used a row of v0.27's form. While {@code tenant_model} has the types as words, a table is filled in
 * the background: seeding the catalogue's models and merging the types in one pass, so that no row is written twice. A
 * {@code tenant_model} with types as bits is completed in place, see {@link BitPass}.
 */
public final class SeedingStage implements Stage {

    static final String NAME = StageName.SEEDING.text();

    private final StageContext context;
    private final MergeTables tables;

    public SeedingStage(StageContext context) {
        this.context = context;
        this.tables = new MergeTables(context);
    }

    @Override
    public boolean hasWork() throws SQLException {
        return tables.isToCome() || (tables.typesAreWords() && !isFilled()) || (tables.areOfBits() && hasWorkInPlace());
    }

    private boolean isFilled() throws SQLException {
        return tables.isReady()
                && context.checkpoints().find(NAME).map(Checkpoint::finished).orElse(false);
    }

    @Override
    public boolean hasNewWork() throws SQLException {
        return tables.isToCome()
                || (tables.typesAreWords() && !isFilled())
                || (tables.areOfBits()
                        && (tables.isReady()
                                || hasUnseenRows(
                                        context.checkpoints().find(NAME).orElse(null))
                                || isRepairDue()));
    }

    private boolean hasWorkInPlace() throws SQLException {
        Optional<Checkpoint> checkpoint = context.checkpoints().find(NAME);
        return hasRegularWork(checkpoint.orElse(null)) || isRepairDue();
    }

    private boolean hasRegularWork(@Nullable Checkpoint checkpoint) throws SQLException {
        return tables.isReady()
                || hasUnseenRows(checkpoint)
                || (tables.hasUselessRows() && new BitPass(context, checkpoint, false, new Tally()).finds());
    }

    private boolean isRepairDue() throws SQLException {
        return context.repair().isDue(NAME) && (tables.hasBackup() || hasUnseenRows(null));
    }

    /** Whether tenant_llm has rows that no pass has seen. */
    private boolean hasUnseenRows(@Nullable Checkpoint checkpoint) throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        if (legacy.isEmpty()) {
            return false;
        }
        Long since = checkpoint != null && checkpoint.finished() ? checkpoint.highWater() : null;
        try (Connection connection = context.connection()) {
            return legacy.get().hasChanges(connection, since);
        }
    }

    @Override
    public List<StageResult> run() throws SQLException {
        long started = System.nanoTime();
        Tally total = new Tally();
        boolean inPlace = tables.areOfBits();
        if (hasWork()) {
            long rows = tables.count(ModelTables.MODEL);
            if (inPlace) {
                complete(rows, total);
            } else {
                fill(rows, total);
            }
            context.repair().finished(NAME);
        }
        return List.of(total.result(
                NAME,
                inPlace ? ModelTables.MODEL : ModelTables.BACKGROUND,
                List.of(),
                Duration.ofNanos(System.nanoTime() - started)));
    }

    private void fill(long rows, Tally total) throws SQLException {
        context.lastFill().forget();
        boolean anew = !tables.isReady() || context.checkpoints().find(NAME).isEmpty();
        if (anew) {
            tables.drop();
            context.checkpoints().forget(NAME);
            tables.create();
        }
        String sources = new SourceContents(context).read();
        Checkpoint checkpoint = context.checkpoints().begin(NAME, seen());
        if (checkpoint.finishedAt() == null) {
            new FillPass(context, total).run(checkpoint, rows);
        } else {
            new ComparePass(context, total).run(checkpoint, rows);
        }
        if (anew) {
            context.lastFill().was(total, sources);
        }
    }

    private void complete(long rows, Tally total) throws SQLException {
        if (tables.isReady()) {
            // what was noted is of a background table whose source is gone
            tables.drop();
            context.checkpoints().forget(NAME);
        }
        Checkpoint before = context.checkpoints().find(NAME).orElse(null);
        if (hasRegularWork(before)) {
            Checkpoint checkpoint = context.checkpoints().begin(NAME, seen());
            new BitPass(context, checkpoint, false, total).run(checkpoint, rows);
        }
        if (isRepairDue()) {
            if (total.inserted() + total.updated() > 0) {
                context.ifDryRun(dryRun -> dryRun.unknown(
                        StageName.SEEDING, "a repair reads the rows that this run puts right before it"));
            }
            Tally repaired = new Tally();
            Checkpoint regular = context.checkpoints().find(NAME).orElse(null);
            new BitPass(context, regular, true, repaired)
                    .run(context.checkpoints().begin(NAME + "/repair", 0), rows);
            total.addWrites(repaired);
        }
    }

    /** The newest change in tenant_llm that the stages before this one have seen for certain, epoch milliseconds. */
    private long seen() throws SQLException {
        Long seen = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::highWater)
                .orElse(null);
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        if (seen != null || legacy.isEmpty()) {
            return seen == null ? 0 : seen;
        }
        try (Connection connection = context.connection()) {
            return legacy.get().highWater(connection);
        }
    }

    /** A migration that was killed may have left its table. */
    @Override
    public List<StageResult> rollBack() throws SQLException {
        tables.drop();
        context.checkpoints().forget(NAME);
        return List.of();
    }
}
