package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Loads tenants' models as references need them, and keeps those used last. Bounded by the number of models. */
final class TenantModelsCache {

    private static final int MAX_MODELS = 20_000;

    /** Credentials are read with the rows, so only a few tenants at once. */
    private static final int LOADED_AT_ONCE = 50;

    private final TenantReader reader;
    private final Function<TenantReader.Tenant, TenantModels> reduce;
    private final LinkedHashMap<String, TenantModels> cached = new LinkedHashMap<>(16, 0.75f, true);
    private int models;

    /** @param reduce leaves of a tenant what references need */
    TenantModelsCache(TenantReader reader, Function<TenantReader.Tenant, TenantModels> reduce) {
        this.reader = reader;
        this.reduce = reduce;
    }

    /** The models of some tenants; a tenant nobody knows has none. */
    Map<String, TenantModels> get(Connection connection, Collection<String> tenants) throws SQLException {
        Map<String, TenantModels> found = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (String tenant : tenants) {
            TenantModels known = cached.get(tenant);
            if (known == null) {
                missing.add(tenant);
            } else {
                found.put(tenant, known);
            }
        }
        List<String> toLoad = List.copyOf(missing);
        for (int from = 0; from < toLoad.size(); from += LOADED_AT_ONCE) {
            List<String> portion = toLoad.subList(from, Math.min(from + LOADED_AT_ONCE, toLoad.size()));
            reader.read(connection, portion).forEach((tenant, read) -> {
                TenantModels loaded = reduce.apply(read);
                found.put(tenant, loaded);
                cached.put(tenant, loaded);
                models += loaded.size();
            });
        }
        trim();
        return found;
    }

    private void trim() {
        Iterator<TenantModels> oldest = cached.values().iterator();
        while (models > MAX_MODELS && oldest.hasNext()) {
            models -= oldest.next().size();
            oldest.remove();
        }
    }
}
