package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.StoredModels;
import dev.ragflow.migrator.model.tables.TenantCache;
import dev.ragflow.migrator.model.tables.TenantReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Loads views of tenants as references need them, and keeps those used last; bounded by the number of models. */
final class TenantViews {

    /** Each table with references is read tenant by tenant: what fits is not read again. A model takes less than 1 KiB. */
    private static final long MAX_MODELS =
            Math.min(500_000, Runtime.getRuntime().maxMemory() / 4 / 1_024);

    private final TenantReader reader;
    private final StoredModels models;
    private final TenantView.Rules rules;
    private final Function<TenantState, TenantModels> legacy;
    private final TenantCache<TenantView> cache;

    /** @param sharing how many of its kind keep views at the same time */
    TenantViews(
            TenantReader reader,
            StoredModels models,
            TenantView.Rules rules,
            Function<TenantState, TenantModels> legacy,
            int sharing) {
        this.cache = new TenantCache<>(MAX_MODELS / sharing, TenantView::size);
        this.reader = reader;
        this.models = models;
        this.rules = rules;
        this.legacy = legacy;
    }

    /** The views of some tenants; a tenant nobody knows has an empty one. */
    Map<String, TenantView> get(Connection connection, Collection<String> tenants) throws SQLException {
        return cache.get(tenants, missing -> load(connection, missing));
    }

    private Map<String, TenantView> load(Connection connection, List<String> tenants) throws SQLException {
        Map<String, TenantState> read = reader.read(connection, tenants);
        List<String> instances = TenantState.instanceIds(read.values());
        Map<String, ModelSet> stored = new HashMap<>();
        models.ofInstances(connection, instances)
                .forEach((instance, rows) -> stored.put(instance, ModelSet.of(rows, rules)));
        Map<String, TenantView> views = new HashMap<>();
        read.forEach((id, tenant) -> views.put(id, new TenantView(rules, tenant, legacy.apply(tenant), stored)));
        return views;
    }
}
