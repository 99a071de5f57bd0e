package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.ThreadFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The chunks between being read and being committed, in their order. If anything fails, all of them are read again. */
final class ChunkQueue {

    /**
     * A committed chunk.
     *
     * @param time how long reading and writing it took
     */
    record Done(Chunk chunk, Duration time) {}

    private record Writing(Chunk chunk, Duration reading, CompletableFuture<Duration> written) {}

    private final ReadAhead ahead;
    private final OrderedCommits commits;
    private final Deque<Writing> writing = new ArrayDeque<>();
    private @Nullable Chunk waiting;
    private @Nullable SQLException unread;
    private boolean isAtEnd;

    ChunkQueue(ReadAhead ahead, OrderedCommits commits) {
        this.ahead = ahead;
        this.commits = commits;
    }

    /**
     * Waits until the next chunk is committed, while those after it are being read and written.
     *
     * @param after key of the last committed chunk, null at the beginning
     * @return empty at the end, and where a chunk must be written by the caller, see {@link #alone}
     */
    Optional<Done> next(@Nullable String after) throws SQLException {
        try {
            fill(after);
            Optional<Done> done = first();
            if (done.isEmpty() && unread != null) {
                throw unread;
            }
            return done;
        } catch (SQLException | RuntimeException e) {
            forget();
            throw e;
        }
    }

    /** Waits until all that is being written is committed; nothing else is begun. */
    void finish() throws SQLException {
        while (first().isPresent()) {}
    }

    private Optional<Done> first() throws SQLException {
        Writing first = writing.pollFirst();
        if (first == null) {
            return Optional.empty();
        }
        Duration time = first.reading().plus(written(first));
        first.chunk().committed();
        return Optional.of(new Done(first.chunk(), time));
    }

    /** Whether all chunks are committed. */
    boolean isAtEnd() {
        return isAtEnd && writing.isEmpty() && waiting == null;
    }

    /** The chunk that is to be written now, and by the caller; empty if it must be read again. */
    Optional<ChunkReader> alone() {
        Chunk chunk = waiting;
        waiting = null;
        if (chunk == null || chunk.order() == Chunk.Order.ANEW) {
            forget();
            return Optional.empty();
        }
        return Optional.of((connection, after, size) -> Optional.of(chunk));
    }

    /** What cannot be read is reported after the chunks that are being written: these will be committed. */
    private void fill(@Nullable String after) {
        while (!isAtEnd && waiting == null && unread == null && writing.size() < commits.writers()) {
            try {
                ReadAhead.Ready ready = ahead.next(after);
                if (ready.chunk().isEmpty()) {
                    isAtEnd = true;
                    return;
                }
                Chunk chunk = ready.chunk().get();
                if (chunk.order() == Chunk.Order.OVERLAPPING) {
                    writing.addLast(new Writing(chunk, ready.time(), commits.begin(chunk)));
                } else {
                    waiting = chunk;
                }
            } catch (SQLException e) {
                unread = e;
            }
        }
    }

    private static Duration written(Writing chunk) throws SQLException {
        try {
            return chunk.written().get();
        } catch (ExecutionException e) {
            throw ThreadFailure.asThrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("an interrupted thread");
        }
    }

    /** Forgets what is not committed; waits until nothing of it is being read or written any more. */
    void forget() {
        for (Writing chunk : writing) {
            chunk.written().handle((time, failure) -> "").join();
        }
        writing.clear();
        waiting = null;
        unread = null;
        isAtEnd = false;
        commits.forget();
        ahead.forget();
    }
}
