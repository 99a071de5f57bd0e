package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ThreadFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges ahead of the one that is being written, in their order, on threads and connections of their own. Nothing that was
 * read ahead has any effect before it is taken, so a run may end, or forget it all and begin again, at any time.
 */
final class ReadAhead implements AutoCloseable {

    private static final long END_SECONDS = 5;

    /**
     * A range that is ready to be written; without a chunk after the end of the table.
     *
     * @param time how long reading took
     */
    record Ready(Optional<Chunk> chunk, Duration time) {}

    /** A range on its way: where it ends is known before it is read; empty at the end of the table. */
    private record Coming(CompletableFuture<Optional<String>> end, CompletableFuture<Ready> ready) {}

    private final Database database;
    private final RangeReader<?> reader;
    private final IntSupplier size;
    private final int ranges;
    private final ExecutorService threads;
    private final Deque<Coming> coming = new ArrayDeque<>();
    private CompletableFuture<Optional<String>> lastEnd = CompletableFuture.completedFuture(Optional.empty());
    private boolean atBeginning = true;

    /**
     * @param ranges how many are read ahead, and at once
     * @param size rows of the next range
     */
    ReadAhead(Database database, RangeReader<?> reader, int ranges, IntSupplier size) {
        this.database = database;
        this.reader = reader;
        this.size = size;
        this.ranges = ranges;
        this.threads = Executors.newFixedThreadPool(ranges, task -> {
            Thread thread = new Thread(task, "read-ahead");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The next range, once it is read; the following ones are being read from now on. */
    Ready next(@Nullable String after) throws SQLException {
        if (coming.isEmpty()) {
            lastEnd = CompletableFuture.completedFuture(Optional.ofNullable(after));
            atBeginning = after == null;
        }
        request();
        Coming first = coming.removeFirst();
        request();
        try {
            return first.ready().get();
        } catch (ExecutionException e) {
            forget();
            throw ThreadFailure.asThrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("an interrupted thread");
        }
    }

    /** Forgets what was read ahead: it is to be read again. Waits until nothing is being read any more. */
    void forget() {
        for (Coming range : coming) {
            range.ready().handle((ready, failure) -> "").join();
        }
        coming.clear();
    }

    private void request() {
        while (coming.size() < ranges) {
            CompletableFuture<Optional<String>> before = lastEnd;
            boolean first = atBeginning;
            atBeginning = false;
            Coming range = new Coming(new CompletableFuture<>(), new CompletableFuture<>());
            lastEnd = range.end();
            coming.addLast(range);
            threads.execute(() -> read(reader, before, first, range));
        }
    }

    /** Ranges are begun in their order, so the one before is never waited for in vain. */
    private <R> void read(RangeReader<R> of, CompletableFuture<Optional<String>> before, boolean first, Coming range) {
        try {
            Optional<String> after = before.get();
            if (after.isEmpty() && !first) {
                range.end().complete(after);
                range.ready().complete(new Ready(Optional.empty(), Duration.ZERO));
                return;
            }
            long started = System.nanoTime();
            try (Connection connection = database.dataSource().getConnection()) {
                Optional<R> found = of.range(connection, after.orElse(null), size.getAsInt());
                range.end().complete(found.map(of::lastKey));
                Optional<Chunk> chunk =
                        found.isEmpty() ? Optional.empty() : Optional.of(of.read(connection, found.get()));
                range.ready().complete(new Ready(chunk, Duration.ofNanos(System.nanoTime() - started)));
            }
        } catch (ExecutionException e) {
            fail(range, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException | SQLException | RuntimeException | Error e) {
            fail(range, e);
        }
    }

    private static void fail(Coming range, Throwable failure) {
        range.end().completeExceptionally(failure);
        range.ready().completeExceptionally(failure);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
