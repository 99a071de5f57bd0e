package dev.ragflow.migrator.batch;

import java.time.Duration;

/**
 * How many rows the next chunk of a pass may have, steered by how long the last one took: it grows by half at most while
 * chunks are quick, and shrinks at once, in proportion, when one took far too long.
 */
public final class ChunkSize {

    /** Rows where nothing is known yet. */
    private static final int START = 1_000;

    private static final double MOST_GROWTH = 1.5;
    /** Up to here a slow chunk is chance, and the size is corrected gently. */
    private static final double FAR_OVER = 2;

    /**
     * Where the size may go.
     *
     * @param target how long a chunk should take, from its first read to its commit
     * @param smallest rows, at least 1
     * @param largest rows, at least {@code smallest}; equal to it for a fixed size
     */
    public record Bounds(Duration target, int smallest, int largest) {

        /** 500 ms, 10 to 10,000 rows. */
        public static final Bounds DEFAULT = new Bounds(Duration.ofMillis(500), 10, 10_000);

        public Bounds {
            if (smallest < 1 || largest < smallest || target.toMillis() < 1) {
                throw new IllegalArgumentException(target + ", " + smallest + " to " + largest);
            }
        }

        /** Chunks of one size, however long they take. */
        public static Bounds fixed(int rows) {
            return new Bounds(DEFAULT.target(), rows, rows);
        }
    }

    private final Bounds bounds;
    private volatile double rows;

    public ChunkSize(Bounds bounds) {
        this.bounds = bounds;
        this.rows = within(START);
    }

    /** Rows of the next chunk. */
    public int rows() {
        return (int) rows;
    }

    /**
     * Learns from a committed chunk.
     *
     * @param weight what the chunk had, in the measure of the size; less than the size where something else kept it small
     */
    public void took(Duration time, long weight) {
        double ratio = (double) Math.max(1, time.toNanos()) / bounds.target().toNanos();
        if (ratio > FAR_OVER) {
            // what was asked for may be far more than there was
            rows = within(Math.min(rows, Math.max(1, weight)) / ratio);
        } else if (ratio > 1) {
            rows = within(rows / ratio);
        } else if (weight >= rows / 2) {
            // a chunk that something else kept small says nothing about larger ones
            rows = within(rows * Math.min(MOST_GROWTH, 1 / ratio));
        }
    }

    private double within(double wanted) {
        return Math.max(bounds.smallest(), Math.min(bounds.largest(), wanted));
    }
}
