package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Loads tenants' models as references need them, and keeps those used last. Bounded by the number of models. */
final class TenantModelsCache {

    private static final int MAX_MODELS = 20_000;

    private final TenantReader reader;
    private final Function<TenantReader.Tenant, TenantModels> reduce;
    private final TenantCache<TenantModels> cache = new TenantCache<>(MAX_MODELS, TenantModels::size);

    /** @param reduce leaves of a tenant what references need */
    TenantModelsCache(TenantReader reader, Function<TenantReader.Tenant, TenantModels> reduce) {
        this.reader = reader;
        this.reduce = reduce;
    }

    /** The models of some tenants; a tenant nobody knows has none. */
    Map<String, TenantModels> get(Connection connection, Collection<String> tenants) throws SQLException {
        return cache.get(tenants, missing -> load(connection, missing));
    }

    private Map<String, TenantModels> load(Connection connection, List<String> tenants) throws SQLException {
        Map<String, TenantModels> models = new HashMap<>();
        reader.read(connection, tenants).forEach((id, tenant) -> models.put(id, reduce.apply(tenant)));
        return models;
    }
}
