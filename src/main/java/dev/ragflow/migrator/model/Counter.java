package dev.ragflow.migrator.model;

import java.util.TreeMap;

/** Counts what is preserved, what is lost, and what takes no part. */
final class Counter {

    private final Samples lost = new Samples();
    private final TreeMap<String, Long> notCounted = new TreeMap<>();
    private long preserved;

    void preserved(long count) {
        preserved += count;
    }

    void lost(String key) {
        lost.add(key);
    }

    void apart(String reason, long count) {
        if (count > 0) {
            notCounted.merge(reason, count, Long::sum);
        }
    }

    Preservation.Count count() {
        return new Preservation.Count(preserved, lost.count(), lost.keys(), notCounted);
    }
}
