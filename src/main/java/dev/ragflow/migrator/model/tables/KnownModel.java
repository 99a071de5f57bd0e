package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.Provider;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * A row of tenant_model that is named by its id.
 *
 * @param model with the tenant and the name of its provider; the name of its instance is empty where there is none
 * @param hasInstance whether its instance exists
 */
public record KnownModel(ListedModel model, boolean hasInstance) {

    /** The tenant whose provider it names. */
    public String tenant() {
        return model.tenant();
    }

    /** Its types. */
    public int bits() {
        return model.types();
    }

    /**
     * The rows of some ids, be they whose they may; those that are not there, or have no provider, are missing. Never joined: the tables may
     * have different collations, which MySQL refuses to compare.
     */
    public static Map<String, KnownModel> read(Connection connection, KeyedTables keyed, Collection<String> ids)
            throws SQLException {
        Map<String, StoredModels.Row> rows = new StoredModels(keyed).ofIds(connection, ids);
        Map<String, Provider> providers = new HashMap<>();
        keyed.rows(ModelTables.PROVIDER, "id")
                .each(
                        connection,
                        "id, tenant_id, provider_name",
                        rows.values().stream().map(StoredModels.Row::providerId).toList(),
                        row -> providers.put(
                                row.getString(1),
                                new Provider(row.getString(1), row.getString(2), row.getString(3), 0, 0)));
        Map<String, String> instances = new HashMap<>();
        keyed.rows(ModelTables.INSTANCE, "id")
                .each(
                        connection,
                        "id, instance_name",
                        rows.values().stream().map(StoredModels.Row::instanceId).toList(),
                        row -> instances.put(row.getString(1), row.getString(2)));
        Map<String, KnownModel> known = new HashMap<>();
        rows.forEach((id, row) -> {
            Provider provider = providers.get(row.providerId());
            if (provider != null) {
                String instance = instances.get(row.instanceId());
                known.put(
                        id,
                        new KnownModel(
                                listed(row, provider.tenantId(), provider.name(), instance == null ? "" : instance),
                                instance != null));
            }
        });
        return known;
    }

    /** The row of a tenant whose provider and instance exist; their names are not asked for. */
    static KnownModel of(StoredModels.Row row, String tenant) {
        return new KnownModel(listed(row, tenant, "", ""), true);
    }

    private static ListedModel listed(StoredModels.Row row, String tenant, String provider, String instance) {
        return new ListedModel(
                row.id(),
                tenant,
                provider,
                instance,
                row.name(),
                row.bits(),
                row.status().equals("active"));
    }
}
