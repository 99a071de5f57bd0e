package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Fills v0.27's model table in the background: seeding the catalogue's models and merging the types in one pass, so that no row
 * is written twice. Works while {@code tenant_model} has the types as words.
 */
final class SeedingStage implements Stage {

    static final String NAME = StageName.SEEDING.text();

    private final StageContext context;
    private final MergeTables tables;

    SeedingStage(StageContext context) {
        this.context = context;
        this.tables = new MergeTables(context);
    }

    @Override
    public boolean hasWork() throws SQLException {
        return tables.isToCome() || (tables.typesAreWords() && !isFilled());
    }

    private boolean isFilled() throws SQLException {
        return tables.isReady()
                && context.checkpoints().find(NAME).map(Checkpoint::finished).orElse(false);
    }

    @Override
    public List<StageResult> run() throws SQLException {
        long started = System.nanoTime();
        Tally total = new Tally();
        if (hasWork()) {
            if (!tables.isReady()) {
                context.checkpoints().forget(NAME);
            }
            tables.create();
            Checkpoint checkpoint = context.checkpoints().begin(NAME, 0);
            new MergePass(context, total).run(checkpoint, tables.count(NewTables.MODEL));
        }
        return List.of(
                total.result(NAME, MergeTables.BACKGROUND, List.of(), Duration.ofNanos(System.nanoTime() - started)));
    }

    /** A migration that was killed may have left its table. */
    @Override
    public List<StageResult> rollBack() throws SQLException {
        tables.drop();
        context.checkpoints().forget(NAME);
        return List.of();
    }
}
