package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Loads views of tenants as references need them, and keeps those used last; bounded by the number of models. */
final class TenantViews {

    /** Each table with references is read tenant by tenant: what fits is not read again. A model takes less than 1 KiB. */
    private static final long MAX_MODELS =
            Math.min(500_000, Runtime.getRuntime().maxMemory() / 4 / 1_024);

    /** Credentials are read with the rows, so only a few tenants at once. */
    private static final int LOADED_AT_ONCE = 50;

    private final TenantReader reader;
    private final StoredModels models;
    private final TenantView.Rules rules;
    private final Function<TenantReader.Tenant, TenantModels> legacy;
    private final LinkedHashMap<String, TenantView> cached = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    TenantViews(
            TenantReader reader,
            StoredModels models,
            TenantView.Rules rules,
            Function<TenantReader.Tenant, TenantModels> legacy) {
        this.reader = reader;
        this.models = models;
        this.rules = rules;
        this.legacy = legacy;
    }

    /** The views of some tenants; a tenant nobody knows has an empty one. */
    Map<String, TenantView> get(Connection connection, Collection<String> tenants) throws SQLException {
        Map<String, TenantView> found = new HashMap<>();
        TreeSet<String> missing = new TreeSet<>();
        for (String tenant : tenants) {
            TenantView known = cached.get(tenant);
            if (known == null) {
                missing.add(tenant);
            } else {
                found.put(tenant, known);
            }
        }
        List<String> open = List.copyOf(missing);
        for (int from = 0; from < open.size(); from += LOADED_AT_ONCE) {
            load(connection, open.subList(from, Math.min(from + LOADED_AT_ONCE, open.size())), found);
        }
        trim();
        return found;
    }

    private void load(Connection connection, List<String> tenants, Map<String, TenantView> found) throws SQLException {
        Map<String, TenantReader.Tenant> read = reader.read(connection, tenants);
        List<String> instances = read.values().stream()
                .flatMap(tenant -> tenant.providers().stream()
                        .flatMap(provider -> tenant.instances().getOrDefault(provider.id(), List.of()).stream()))
                .map(Instance::id)
                .toList();
        Map<String, List<StoredModels.Row>> stored = models.ofInstances(connection, instances);
        read.forEach((id, tenant) -> {
            TenantView view = new TenantView(rules, tenant, legacy.apply(tenant), stored);
            found.put(id, view);
            cached.put(id, view);
            size += view.size();
        });
    }

    private void trim() {
        Iterator<TenantView> oldest = cached.values().iterator();
        while (size > MAX_MODELS && oldest.hasNext()) {
            size -= oldest.next().size();
            oldest.remove();
        }
    }
}
