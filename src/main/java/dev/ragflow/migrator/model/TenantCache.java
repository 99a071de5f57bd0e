package dev.ragflow.migrator.model;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToLongFunction;

/**
 * Loads what references need of tenants as they need it, and keeps what was used last.
 *
 * @param <V> what is kept of a tenant
 */
final class TenantCache<V> {

    /** Loads some tenants; one that nobody knows gets an empty value. */
    @FunctionalInterface
    interface Loader<V> {
        Map<String, V> load(List<String> tenants) throws SQLException;
    }

    /** Credentials are read with the rows, so only a few tenants at once. */
    private static final int LOADED_AT_ONCE = 50;

    private final long bound;
    private final ToLongFunction<V> sizeOf;
    private final LinkedHashMap<Object, V> cached = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    /** @param bound how much is kept, in the measure of {@code sizeOf} */
    TenantCache(long bound, ToLongFunction<V> sizeOf) {
        this.bound = bound;
        this.sizeOf = sizeOf;
    }

    Map<String, V> get(Collection<String> tenants, Loader<V> loader) throws SQLException {
        Map<String, V> found = new HashMap<>();
        TreeSet<String> missing = new TreeSet<>();
        for (String tenant : tenants) {
            V known = cached.get(key(tenant));
            if (known == null) {
                missing.add(tenant);
            } else {
                found.put(tenant, known);
            }
        }
        List<String> open = List.copyOf(missing);
        for (int from = 0; from < open.size(); from += LOADED_AT_ONCE) {
            List<String> portion = open.subList(from, Math.min(from + LOADED_AT_ONCE, open.size()));
            loader.load(portion).forEach((tenant, value) -> {
                found.put(tenant, value);
                cached.put(key(tenant), value);
                size += sizeOf.applyAsLong(value);
            });
        }
        trim();
        return found;
    }

    /** An id in RAGFlow's own form takes less than half the memory as a number. */
    private static Object key(String tenant) {
        return ModelDirectory.isId(tenant)
                ? new UUID(Long.parseUnsignedLong(tenant, 0, 16, 16), Long.parseUnsignedLong(tenant, 16, 32, 16))
                : tenant;
    }

    void clear() {
        cached.clear();
        size = 0;
    }

    private void trim() {
        Iterator<V> oldest = cached.values().iterator();
        while (size > bound && oldest.hasNext()) {
            size -= sizeOf.applyAsLong(oldest.next());
            oldest.remove();
        }
    }
}
