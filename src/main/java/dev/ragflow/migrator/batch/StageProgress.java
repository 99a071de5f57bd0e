package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.VendorError;
import java.time.Duration;

/** Hears how far a stage is; called after each committed chunk. */
@FunctionalInterface
public interface StageProgress {

    /** Hears nothing. */
    StageProgress NONE = (stage, table, done, total) -> {};

    /** A pass over a table begins; {@code total} as in {@link #advanced}. */
    default void begins(String stage, String table, long total) {}

    /**
     * A chunk was committed.
     *
     * @param time from its first read to its commit
     * @param rows rows read
     */
    default void committed(Duration time, long rows) {}

    /** A chunk is tried again. */
    default void retried(VendorError reason) {}

    /** Work was held back for so long since the server had too much to bear. */
    default void heldBack(Duration time) {}

    /** The pass has come to its end, or failed. */
    default void ended(String stage, String table) {}

    /**
     * @param stage the running stage
     * @param table the table being read
     * @param done rows read so far
     * @param total rows to read in all, as counted (or estimated) before; may be exceeded by concurrent inserts
     */
    void advanced(String stage, String table, long done, long total);
}
