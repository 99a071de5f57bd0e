package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes a table once, chunk by chunk. Each chunk is read, then written in one transaction with the checkpoint; a chunk that
 * fails for a reason that may go away is read again and retried. A pass that was interrupted continues after its checkpoint.
 */
public final class ChunkedPass {

    /** Does the chunk after a key; empty at the end. */
    private interface Step {
        Optional<? extends Chunk> behind(@Nullable String key) throws SQLException;
    }

    private final Database database;
    private final Checkpoints checkpoints;
    private final Pacing pacing;
    private final boolean dryRun;

    public ChunkedPass(Database database, Checkpoints checkpoints, Pacing pacing) {
        this(database, checkpoints, pacing, false);
    }

    /** @param dryRun whether chunks are only counted, as {@link Chunk#committed} counts what was planned */
    public ChunkedPass(Database database, Checkpoints checkpoints, Pacing pacing, boolean dryRun) {
        this.dryRun = dryRun;
        this.database = database;
        this.checkpoints = checkpoints;
        this.pacing = pacing;
    }

    /**
     * Runs to the end of the table and notes that the pass is finished.
     *
     * @param checkpoint where the pass begins
     * @param stage name for progress
     * @param table the table being read, for progress and messages
     * @param total rows to read, as counted or estimated before
     * @throws MigrationException when a chunk fails for good; earlier chunks stay done
     * @throws InterruptedRunException when the run is to end; earlier chunks stay done
     */
    public void run(Checkpoint checkpoint, String stage, String table, long total, ChunkReader reader) {
        ChunkSize size = new ChunkSize(pacing.sizes());
        run(checkpoint, stage, table, total, after -> once(checkpoint.stage(), after, size, reader));
    }

    /**
     * The same on several connections: ranges are read ahead, and where chunks allow it some are written at once. They are
     * committed one after the other and in their order, so that a pass that ends in between continues like any other.
     */
    public void run(Checkpoint checkpoint, String stage, String table, long total, RangeReader<?> reader) {
        if (pacing.workers() == 1 || dryRun) {
            run(checkpoint, stage, table, total, reader.oneByOne());
            return;
        }
        ChunkSize size = new ChunkSize(pacing.sizes());
        OrderedCommits.Commit commit = (transaction, chunk) -> {
            chunk.writeLast(transaction);
            checkpoints.advance(transaction, checkpoint.stage(), chunk.lastKey());
            pacing.guard().run();
        };
        try (ReadAhead ahead = new ReadAhead(database, reader, pacing.workers() - 1, size::rows);
                OrderedCommits commits = OrderedCommits.with(database, pacing.workers(), commit)) {
            ChunkQueue queue = new ChunkQueue(ahead, commits);
            try {
                run(checkpoint, stage, table, total, after -> next(checkpoint.stage(), after, size, queue, reader));
            } catch (InterruptedRunException e) {
                finish(queue, e);
                throw e;
            }
        }
    }

    private static void finish(ChunkQueue queue, InterruptedRunException end) {
        try {
            queue.finish();
        } catch (SQLException | RuntimeException e) {
            end.addSuppressed(e);
        }
    }

    private Optional<? extends Chunk> next(
            String stage, @Nullable String lastKey, ChunkSize size, ChunkQueue queue, RangeReader<?> reader)
            throws SQLException {
        Optional<ChunkQueue.Done> done = queue.next(lastKey);
        if (done.isPresent()) {
            took(done.get().chunk(), done.get().time(), size);
            return Optional.of(done.get().chunk());
        }
        if (queue.isAtEnd()) {
            return Optional.empty();
        }
        try {
            return once(stage, lastKey, size, queue.alone().orElseGet(reader::oneByOne));
        } catch (SQLException | RuntimeException e) {
            queue.forget();
            throw e;
        }
    }

    private void run(Checkpoint checkpoint, String stage, String table, long total, Step step) {
        String lastKey = checkpoint.lastKey();
        long done = 0;
        Retries retries = Retries.of(pacing);
        pacing.progress().begins(stage, table, total);
        try {
            while (true) {
                String after = lastKey;
                Optional<? extends Chunk> chunk = retries.run("a chunk of " + table, table, () -> {
                    pacing.beforeChunk();
                    return step.behind(after);
                });
                if (chunk.isEmpty()) {
                    break;
                }
                lastKey = chunk.get().lastKey();
                done += chunk.get().count();
                pacing.progress().advanced(stage, table, done, total);
            }
            checkpoints.finish(checkpoint.stage());
        } catch (SQLException e) {
            String position = lastKey == null ? "at its start" : "after key " + lastKey;
            throw new MigrationException(
                    "Stage %s failed on table %s %s; earlier chunks are kept, and the next run continues from there"
                            .formatted(stage, table, position),
                    e);
        } finally {
            pacing.progress().ended(stage, table);
        }
    }

    /** Reads and plans again, on a connection that the pool has tested. */
    private Optional<? extends Chunk> once(String stage, @Nullable String lastKey, ChunkSize size, ChunkReader reader)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            long started = System.nanoTime();
            Optional<? extends Chunk> next = reader.next(connection, lastKey, size.rows());
            if (next.isEmpty()) {
                return next;
            }
            write(connection, stage, next.get());
            took(next.get(), Duration.ofNanos(System.nanoTime() - started), size);
            return next;
        }
    }

    private void write(Connection connection, String stage, Chunk chunk) throws SQLException {
        chunk.prepare();
        if (dryRun) {
            checkpoints.advance(connection, stage, chunk.lastKey());
            chunk.committed();
            return;
        }
        Transaction.run(connection, () -> {
            chunk.write(connection);
            chunk.writeLast(connection);
            checkpoints.advance(connection, stage, chunk.lastKey());
            pacing.guard().run();
        });
        chunk.committed();
    }

    private void took(Chunk chunk, Duration time, ChunkSize size) {
        size.took(time, chunk.weight());
        pacing.progress().committed(time, chunk.count());
    }
}
