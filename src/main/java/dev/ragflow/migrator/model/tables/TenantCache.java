package dev.ragflow.migrator.model.tables;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Loads what references need of tenants as they need it, and keeps what was used last.
 *
 * @param <V> what is kept of a tenant
 */
public final class TenantCache<V> {

    /** Loads some tenants; one that nobody knows gets an empty value. */
    @FunctionalInterface
    public interface Loader<V> {
        Map<String, V> load(List<String> tenants) throws SQLException;
    }

    /** Credentials are read with the rows, so only a few tenants at once. */
    private static final int LOADED_AT_ONCE = 50;

    private final BoundedCache<String, V> cached;

    /** @param bound how much is kept, in the measure of {@code sizeOf} */
    public TenantCache(long bound, ToLongFunction<V> sizeOf) {
        this.cached = new BoundedCache<>(bound, sizeOf);
    }

    public Map<String, V> get(Collection<String> tenants, Loader<V> loader) throws SQLException {
        Map<String, V> found = new HashMap<>();
        TreeSet<String> missing = new TreeSet<>();
        for (String tenant : tenants) {
            V known = cached.get(tenant);
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
                cached.put(tenant, value);
            });
        }
        return found;
    }

    public void clear() {
        cached.clear();
    }
}
