package dev.ragflow.migrator.model.domain;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * How many rows were found, where the first few are in the order of their keys, and a {@link Sketch} of all. Keys name tables, rows
 * and models, never what is secret.
 */
public final class Samples {

    private static final int MAX = 5;

    private final TreeSet<String> keys = new TreeSet<>();
    private final Sketch sketch = new Sketch();

    /** Takes one more; control characters in names do not reach a terminal. */
    public void add(String key) {
        sketch.add(key, 1);
        keep(key);
    }

    /** Takes rows of which only some are known by their keys. */
    public void add(long rows, Collection<String> some) {
        sketch.add("", rows);
        some.forEach(this::keep);
    }

    /** Takes what others found. */
    public void addAll(Samples others) {
        sketch.addAll(others.sketch);
        others.keys.forEach(this::keep);
    }

    private void keep(String key) {
        keys.add(key.replaceAll("\\p{Cntrl}", "?"));
        if (keys.size() > MAX) {
            keys.pollLast();
        }
    }

    /** How many there are, those without a key among them. */
    public long count() {
        return sketch.count();
    }

    /** The first five. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** What these rows are compared by with those found at another time. */
    public Sketch sketch() {
        return sketch;
    }
}
