package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.time.Duration;

/**
 * How passes over tables go: how large their chunks are, what stops or slows them, and who hears of them.
 *
 * @param sizes where the size of chunks may go
 * @param workers connections that read ahead or, in a pass whose chunks may be written at once, that write; at least 1, which
 *     then does all
 * @param retries how long a chunk is tried again
 * @param throttle holds chunks back while the server has too much to bear
 * @param interruption asked before every chunk
 * @param guard called before every chunk and before its commit; ends the run by throwing, for example when a lock is lost
 * @param progress hears of every committed chunk
 */
public record Pacing(
        ChunkSize.Bounds sizes,
        int workers,
        RetryLimit retries,
        Throttle throttle,
        Interruption interruption,
        Runnable guard,
        StageProgress progress) {

    /** What a run takes that says nothing else. */
    public static final int DEFAULT_WORKERS = 2;

    /** As fast as it goes, with the usual sizes, to the end. */
    public static Pacing of(StageProgress progress) {
        return of(ChunkSize.Bounds.DEFAULT, progress);
    }

    /** As fast as it goes to the end. */
    public static Pacing of(ChunkSize.Bounds sizes, StageProgress progress) {
        return new Pacing(
                sizes, DEFAULT_WORKERS, RetryLimit.DEFAULT, Throttle.off(), new Interruption(), () -> {}, progress);
    }

    /** Ends the run by throwing where it is to end. */
    public void check() {
        interruption.check();
        guard.run();
    }

    /** Returns when the next chunk may begin. */
    void beforeChunk() throws SQLException {
        check();
        Duration held = throttle.pause(interruption, guard);
        if (!held.isZero()) {
            progress.heldBack(held);
        }
    }
}
