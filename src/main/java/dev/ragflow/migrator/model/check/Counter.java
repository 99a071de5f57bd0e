package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Samples;
import java.util.List;
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

    void lost(long count, List<String> keys) {
        lost.add(count, keys);
    }

    void apart(String reason, long count) {
        if (count > 0) {
            notCounted.merge(reason, count, Long::sum);
        }
    }

    /** Takes what another one has counted. */
    void addAll(Counter other) {
        preserved += other.preserved;
        lost.addAll(other.lost);
        other.notCounted.forEach(this::apart);
    }

    Preservation.Count count() {
        return new Preservation.Count(preserved, lost.count(), lost.keys(), notCounted);
    }
}
