package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A row of tenant_model that is named by its id.
 *
 * @param tenant the tenant whose provider it names
 * @param bits its types
 * @param hasInstance whether its instance exists
 */
public record KnownModel(String tenant, int bits, boolean hasInstance) {

    /** The rows of some ids, be they whose they may; those that are not there, or have no provider, are missing. */
    static Map<String, KnownModel> read(Connection connection, KeyedTables keyed, Collection<String> ids)
            throws SQLException {
        Map<String, StoredModels.Row> rows = new StoredModels(keyed).ofIds(connection, ids);
        Map<String, Set<String>> tenants = new IdLookup(keyed, ModelTables.PROVIDER)
                .values(
                        connection,
                        "id",
                        "tenant_id",
                        rows.values().stream().map(StoredModels.Row::providerId).toList());
        Set<String> instances = new IdLookup(keyed, ModelTables.INSTANCE)
                .values(
                        connection,
                        "id",
                        "id",
                        rows.values().stream().map(StoredModels.Row::instanceId).collect(Collectors.toSet()))
                .keySet();
        Map<String, KnownModel> known = new HashMap<>();
        rows.forEach((id, row) -> tenants.getOrDefault(row.providerId(), Set.of())
                .forEach(tenant ->
                        known.put(id, new KnownModel(tenant, row.bits(), instances.contains(row.instanceId())))));
        return known;
    }
}
