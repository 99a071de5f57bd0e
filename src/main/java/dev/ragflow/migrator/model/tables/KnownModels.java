package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds models by their ids, most of which are those of some tenants whose providers and instances are known. */
public final class KnownModels {

    private final KeyedTables keyed;
    private final Map<String, String> tenantOf;
    private final Set<String> instances;
    private final Map<String, @Nullable KnownModel> seen = new HashMap<>();

    /**
     * @param tenantOf the tenants' providers
     * @param instances the ids of these providers' instances
     */
    public KnownModels(KeyedTables keyed, Map<String, String> tenantOf, Set<String> instances) {
        this.keyed = keyed;
        this.tenantOf = tenantOf;
        this.instances = instances;
    }

    /** The models of some ids, be they whose they may; those that are not there, or have no provider, are missing. */
    public Map<String, KnownModel> get(Connection connection, Collection<String> ids) throws SQLException {
        Set<String> missing = new HashSet<>(ids);
        missing.removeAll(seen.keySet());
        if (!missing.isEmpty()) {
            read(connection, missing);
        }
        Map<String, KnownModel> known = new HashMap<>();
        for (String id : ids) {
            KnownModel model = seen.get(id);
            if (model != null) {
                known.put(id, model);
            }
        }
        return known;
    }

    private void read(Connection connection, Set<String> ids) throws SQLException {
        Map<String, StoredModels.Row> rows = new StoredModels(keyed).ofIds(connection, ids);
        Set<String> elsewhere = new HashSet<>();
        for (String id : ids) {
            StoredModels.Row row = rows.get(id);
            String tenant = row == null ? null : tenantOf.get(row.providerId());
            if (row != null && (tenant == null || !instances.contains(row.instanceId()))) {
                elsewhere.add(id);
            } else {
                seen.put(id, row == null || tenant == null ? null : KnownModel.of(row, tenant));
            }
        }
        if (!elsewhere.isEmpty()) {
            Map<String, KnownModel> others = KnownModel.read(connection, keyed, elsewhere);
            elsewhere.forEach(id -> seen.put(id, others.get(id)));
        }
    }
}
