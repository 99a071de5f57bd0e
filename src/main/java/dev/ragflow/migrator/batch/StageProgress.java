package dev.ragflow.migrator.batch;

/** Hears how far a stage is; called after each committed chunk. */
@FunctionalInterface
public interface StageProgress {

    /** Hears nothing. */
    StageProgress NONE = (stage, table, done, total) -> {};

    /**
     * @param stage the running stage
     * @param table the table being read
     * @param done rows read so far
     * @param total rows to read in all, as counted (or estimated) before; may be exceeded by concurrent inserts
     */
    void advanced(String stage, String table, long done, long total);
}
