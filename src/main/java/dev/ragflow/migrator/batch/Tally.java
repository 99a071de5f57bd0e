package dev.ragflow.migrator.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Counts what happens to a table. A chunk counts for itself and is added once it is committed. */
public final class Tally {

    private final TreeMap<String, Long> skipped = new TreeMap<>();
    private long read;
    private long inserted;
    private long updated;
    private long unchanged;

    public void read(long rows) {
        read += rows;
    }

    /** Rows looked at so far. */
    public long read() {
        return read;
    }

    /** Rows that are there now: added, changed or already right. */
    public long kept() {
        return inserted + updated + unchanged;
    }

    public void inserted(long rows) {
        inserted += rows;
    }

    public void updated(long rows) {
        updated += rows;
    }

    public void unchanged(long rows) {
        unchanged += rows;
    }

    /** @param reason in plain words, without data */
    public void skipped(String reason, long rows) {
        if (rows > 0) {
            skipped.merge(reason, rows, Long::sum);
        }
    }

    public void add(Tally other) {
        read += other.read;
        inserted += other.inserted;
        updated += other.updated;
        unchanged += other.unchanged;
        other.skipped.forEach((reason, rows) -> skipped.merge(reason, rows, Long::sum));
    }

    /** Adds what another pass over the same rows wrote, and nothing of what it read. */
    public void addWrites(Tally other) {
        inserted += other.inserted;
        updated += other.updated;
        unchanged = Math.max(0, unchanged - other.updated);
    }

    public StageResult result(String stage, String table, List<String> notes, Duration duration) {
        return new StageResult(
                stage, table, read, inserted, updated, unchanged, skipped, new ArrayList<>(notes), duration);
    }
}
