package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Writes some chunks at once, each in a transaction of its own, and commits them in their order: each waits for the one before, and
 * is rolled back where that failed. So what is committed is at any moment what one writer alone would have committed.
 */
final class OrderedCommits implements AutoCloseable {

    private static final long END_SECONDS = 5;

    /** What else a chunk's transaction takes, once all chunks before it are committed. */
    interface Commit {
        void with(Connection transaction, Chunk chunk) throws SQLException;
    }

    private final Database database;
    private final int writers;
    private final Commit commit;
    private final ExecutorService threads;
    private volatile boolean isClosed;
    private CompletableFuture<Duration> last = CompletableFuture.completedFuture(Duration.ZERO);

    private OrderedCommits(Database database, int writers, Commit commit) {
        this.database = database;
        this.writers = writers;
        this.commit = commit;
        this.threads = Executors.newFixedThreadPool(writers, task -> {
            Thread thread = new Thread(task, "writer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param writers how many chunks are written at once, where the server allows more than one */
    static OrderedCommits with(Database database, int writers, Commit commit) {
        return new OrderedCommits(database, logsStatements(database) ? 1 : writers, commit);
    }

    /** How many chunks may be written at once. */
    int writers() {
        return writers;
    }

    /** Begins to write a chunk after those begun before; the result is how long writing took, without any wait. */
    CompletableFuture<Duration> begin(Chunk chunk) throws SQLException {
        CompletableFuture<Duration> before = last;
        CompletableFuture<Duration> done = new CompletableFuture<>();
        // taken here, so that no chunk ever waits for a connection that a later one has
        Connection connection = database.dataSource().getConnection();
        last = done;
        threads.execute(() -> write(connection, chunk, before, done));
        return done;
    }

    /** Starts over: the next chunk waits for none of those before. All of these must have ended. */
    void forget() {
        last = CompletableFuture.completedFuture(Duration.ZERO);
    }

    private void write(
            Connection connection, Chunk chunk, CompletableFuture<Duration> before, CompletableFuture<Duration> done) {
        long[] took = new long[1];
        try (connection) {
            if (!database.dialect().isPostgres()) {
                // gaps between rows stay unlocked, else one of two chunks might wait for the other, and that for its
                // turn
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            Transaction.run(connection, () -> {
                long started = System.nanoTime();
                chunk.write(connection);
                took[0] = System.nanoTime() - started;
                await(before);
                commit.with(connection, chunk);
            });
        } catch (SQLException | RuntimeException | Error e) {
            done.completeExceptionally(e);
            return;
        }
        done.complete(Duration.ofNanos(took[0]));
    }

    private void await(CompletableFuture<Duration> before) throws SQLException {
        try {
            before.get();
        } catch (ExecutionException e) {
            throw new SQLException("the chunk before this one failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("the pass has ended");
        }
        if (isClosed) {
            throw new SQLException("the pass has ended");
        }
    }

    /** A server that logs statements instead of rows refuses writes whose gaps stay unlocked. */
    private static boolean logsStatements(Database database) {
        if (database.dialect().isPostgres()) {
            return false;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            return Sql.of(connection, "SELECT @@log_bin, @@binlog_format")
                    .first(row -> row.getBoolean(1) && "STATEMENT".equalsIgnoreCase(row.getString(2)))
                    .orElse(false);
        } catch (SQLException unknown) {
            // without such a log there is nothing to refuse
            return false;
        }
    }

    /** What is not committed by now is rolled back. */
    @Override
    public void close() {
        isClosed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
