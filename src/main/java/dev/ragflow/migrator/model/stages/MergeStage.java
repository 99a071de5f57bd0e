package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Puts v0.27's model table in place: compares the filled background table with its source once more, puts right what changed in
 * between, and exchanges the two.
 */
public final class MergeStage implements Stage {

    static final String NAME = StageName.MERGE.text();

    /** How often the source may change under a comparison before the stage gives up. */
    private static final int ROUNDS = 5;

    private final StageContext context;
    private final MergeTables tables;

    public MergeStage(StageContext context) {
        this.context = context;
        this.tables = new MergeTables(context);
    }

    @Override
    public boolean hasWork() throws SQLException {
        return tables.isToCome() || tables.typesAreWords();
    }

    @Override
    public List<StageResult> run() throws SQLException {
        long started = System.nanoTime();
        Tally total = new Tally();
        if (hasWork()) {
            new SeedingStage(context).run();
            total = exchanged();
        }
        return List.of(total.result(NAME, ModelTables.MODEL, List.of(), Duration.ofNanos(System.nanoTime() - started)));
    }

    @Override
    public List<String> obstacles() throws SQLException {
        return new MergeRollback(context).obstacles();
    }

    @Override
    public List<StageResult> rollBack() throws SQLException {
        return new MergeRollback(context).run();
    }

    /** Compares, unless this run has just filled the table out of what the sources still are. */
    private Tally compared(long rows) throws SQLException {
        Optional<Tally> filled = context.lastFill().stillGood(context);
        if (filled.isPresent()) {
            return filled.get();
        }
        Tally seen = new Tally();
        new ComparePass(context, seen).run(context.checkpoints().begin(NAME, 0), rows);
        return seen;
    }

    /** Compares until nothing changes meanwhile, and exchanges the tables; tells what the last comparison saw and wrote. */
    private Tally exchanged() throws SQLException {
        for (int round = 1; round <= ROUNDS; round++) {
            List<Long> before = tables.sources();
            // a comparison that was interrupted saw a source of long ago
            context.checkpoints().forget(NAME);
            Tally seen = compared(before.get(0));
            if (!tables.sources().equals(before)) {
                continue;
            }
            if (!context.isDryRun() && tables.count(ModelTables.BACKGROUND) != seen.kept()) {
                // it has rows of instances that are gone by now: fill it again
                tables.drop();
                new SeedingStage(context).run();
                continue;
            }
            MergeRollback.note(context, seen.kept());
            context.forgetTables();
            if (tables.swap(before)) {
                seen.skipped("row whose provider or instance no longer exists", before.get(0) - seen.read());
                return seen;
            }
            context.checkpoints().forget(Checkpoints.MODEL_TABLE_EXCHANGE);
        }
        throw new MigrationException(
                "The application kept changing the model tables while they were compared with the new"
                        + " model table; nothing was exchanged. Stop RAGFlow's pods or wait for a quiet moment, then run again");
    }
}
