package dev.ragflow.migrator.model.tables;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was used last, as much as a bound allows; a value larger than that is not kept at all. Its owner sees to it that one
 * thread uses it at a time.
 */
public final class BoundedCache<K, V> {

    private final long bound;
    private final ToLongFunction<V> sizeOf;
    private final Map<K, V> inOrderOfUse = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    /**
     * @param bound how much is kept, in the measure of {@code sizeOf}
     * @param sizeOf always tells the same of a value
     */
    public BoundedCache(long bound, ToLongFunction<V> sizeOf) {
        this.bound = bound;
        this.sizeOf = sizeOf;
    }

    /** The value, which counts as used now; null where there is none. */
    @Nullable
    public V get(K key) {
        return inOrderOfUse.get(key);
    }

    /** Adds or replaces a value, and forgets those not used for longest where they are too much together. */
    public void put(K key, V value) {
        V before = inOrderOfUse.put(key, value);
        size += sizeOf.applyAsLong(value) - (before == null ? 0 : sizeOf.applyAsLong(before));
        Iterator<V> oldest = inOrderOfUse.values().iterator();
        while (size > bound && oldest.hasNext()) {
            size -= sizeOf.applyAsLong(oldest.next());
            oldest.remove();
        }
    }

    public void clear() {
        inOrderOfUse.clear();
        size = 0;
    }
}
