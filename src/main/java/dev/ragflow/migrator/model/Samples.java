package dev.ragflow.migrator.model;

import java.util.ArrayList;
import java.util.List;

/** How many rows were found, and where the first few are. Keys name tables, rows and models, never what is secret. */
public final class Samples {

    private static final int MAX = 5;

    private final List<String> keys = new ArrayList<>();
    private long count;

    /** Takes one more; control characters in names do not reach a terminal. */
    public void add(String key) {
        count++;
        if (keys.size() < MAX) {
            keys.add(key.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    /** Takes what others found. */
    void addAll(long more, List<String> theirKeys) {
        count += more;
        theirKeys.stream()
                .limit(Math.max(0, MAX - keys.size()))
                .forEach(key -> keys.add(key.replaceAll("\\p{Cntrl}", "?")));
    }

    void addAll(Samples others) {
        addAll(others.count, others.keys);
    }

    /** How many there are, those without a key among them. */
    public long count() {
        return count;
    }

    /** The first five. */
    public List<String> keys() {
        return List.copyOf(keys);
    }
}
