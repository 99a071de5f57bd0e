package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.database.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a table once, chunk by chunk. Each chunk is read, then written in one transaction with the checkpoint; a chunk that
 * fails for a reason that may go away is read again and retried. A pass that was interrupted goes on behind its checkpoint.
 */
public final class ChunkedPass {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkedPass.class);

    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 50;

    private final Database database;
    private final Checkpoints checkpoints;
    private final Pacing pacing;

    public ChunkedPass(Database database, Checkpoints checkpoints, Pacing pacing) {
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
     */
    public void run(Checkpoint checkpoint, String stage, String table, long total, ChunkReader reader) {
        String lastKey = checkpoint.lastKey();
        long done = 0;
        ChunkSize size = new ChunkSize(pacing.sizes());
        try {
            while (true) {
                Optional<? extends Chunk> chunk = withRetries(checkpoint.stage(), table, lastKey, size, reader);
                if (chunk.isEmpty()) {
                    break;
                }
                lastKey = chunk.get().lastKey();
                done += chunk.get().count();
                pacing.progress().advanced(stage, table, done, total);
            }
            checkpoints.finish(checkpoint.stage());
        } catch (SQLException e) {
            String position = lastKey == null ? "at its beginning" : "behind key " + lastKey;
            throw new MigrationException(
                    "Stage %s failed on table %s %s; what was done before is kept, and the next run goes on from there"
                            .formatted(stage, table, position),
                    e);
        }
    }

    private Optional<? extends Chunk> withRetries(
            String stage, String table, @Nullable String lastKey, ChunkSize size, ChunkReader reader)
            throws SQLException {
        long pause = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try {
                return once(stage, lastKey, size, reader);
            } catch (SQLException e) {
                boolean again = TransientErrors.isTransient(e) || TransientErrors.isDuplicate(e);
                if (!again || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.info("Trying a chunk of {} again in {} ms: {}", table, pause, SqlErrors.describe(e));
                pause(pause);
                pause *= 2;
            }
        }
    }

    private Optional<? extends Chunk> once(String stage, @Nullable String lastKey, ChunkSize size, ChunkReader reader)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            long started = System.nanoTime();
            Optional<? extends Chunk> next = reader.next(connection, lastKey, size.rows());
            if (next.isEmpty()) {
                return next;
            }
            Chunk chunk = next.get();
            chunk.prepare();
            Transaction.run(connection, () -> {
                chunk.write(connection);
                checkpoints.advance(connection, stage, chunk.lastKey());
            });
            chunk.committed();
            size.took(Duration.ofNanos(System.nanoTime() - started), chunk.weight());
            return next;
        }
    }

    private static void pause(long millis) throws SQLException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting to try again", e);
        }
    }
}
