package dev.ragflow.migrator.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Counts what happens to a table. A chunk counts for itself and is added once it is committed. */
public final class Tally {

    private final TreeMap<String, Long> skipped = new TreeMap<>();
    private final TreeMap<String, Long> repaired = new TreeMap<>();
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

    /** Rows that exist now: added, changed or already right. */
    public long kept() {
        return inserted + updated + unchanged;
    }

    /** Rows added so far. */
    public long inserted() {
        return inserted;
    }

    /** Rows changed so far. */
    public long updated() {
        return updated;
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

    /** @param what a plural noun and what was done to it, in plain words, without data */
    public void repaired(String what, long rows) {
        if (rows > 0) {
            repaired.merge(what, rows, Long::sum);
        }
    }

    /** As if the same rows were read again and found right: nothing written, the same skipped. */
    public Tally seenAgain() {
        Tally again = new Tally();
        again.read = read;
        again.unchanged = kept();
        again.skipped.putAll(skipped);
        return again;
    }

    public void add(Tally other) {
        read += other.read;
        inserted += other.inserted;
        updated += other.updated;
        unchanged += other.unchanged;
        other.skipped.forEach((reason, rows) -> skipped.merge(reason, rows, Long::sum));
        other.repaired.forEach(this::repaired);
    }

    /** Adds what another pass over the same rows wrote, and nothing of what it read. */
    public void addWrites(Tally other) {
        inserted += other.inserted;
        updated += other.updated;
        unchanged = Math.max(0, unchanged - other.updated);
        other.repaired.forEach(this::repaired);
    }

    public StageResult result(String stage, String table, List<String> notes, Duration duration) {
        List<String> all = new ArrayList<>(notes);
        repaired.forEach(
                (what, rows) -> all.add(String.format(Locale.ROOT, "Repaired in %s: %,d %s.", table, rows, what)));
        return new StageResult(stage, table, read, inserted, updated, unchanged, skipped, all, duration);
    }
}
