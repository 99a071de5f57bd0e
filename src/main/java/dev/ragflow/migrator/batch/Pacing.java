package dev.ragflow.migrator.batch;

/**
 * How passes over tables go: how large their chunks are, and who hears of them.
 *
 * @param sizes where the size of chunks may go
 * @param progress hears of every committed chunk
 */
public record Pacing(ChunkSize.Bounds sizes, StageProgress progress) {

    /** As fast as it goes, with the usual sizes. */
    public static Pacing of(StageProgress progress) {
        return new Pacing(ChunkSize.Bounds.DEFAULT, progress);
    }
}
