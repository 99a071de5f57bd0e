package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.IdLookup;
import dev.ragflow.migrator.model.tables.KeyedTables;
import dev.ragflow.migrator.model.tables.KnownModels;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ResultStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads tenants whole, every row once and by an index, and shows the rows to a visitor. */
final class TenantGroupReader {

    private final Connection connection;
    private final KeyedTables keyed;
    private final Catalogue catalogue;
    private final @Nullable LegacyTable legacy;
    private final ModelTables tables;
    private final StoredRows rows;
    private final TenantView.Rules rules;
    private final Function<TenantState, TenantModels> models;

    TenantGroupReader(
            Connection connection,
            KeyedTables keyed,
            @Nullable LegacyTable legacy,
            TenantView.Rules rules,
            Function<TenantState, TenantModels> models,
            ModelSets sets,
            StoredRowVisitor visitor) {
        this.connection = connection;
        this.keyed = keyed;
        this.catalogue = rules.catalogue();
        this.legacy = legacy;
        this.tables = new ModelTables(keyed);
        this.rules = rules;
        this.models = models;
        this.rows = new StoredRows(connection, keyed, rules, sets, visitor);
    }

    /** How many rows of tenant_model were seen so far. */
    long modelsSeen() {
        return rows.modelsSeen();
    }

    /** @param instancesOf the ids of each tenant's instances */
    TenantGroup read(Map<String, List<String>> instancesOf) throws SQLException {
        Map<String, List<LegacyRow>> old = legacy == null ? Map.of() : legacy.rows(connection, instancesOf.keySet());
        Map<String, List<Provider>> providers = tables.providers(connection, instancesOf.keySet());
        Map<String, String> tenantOf = new HashMap<>();
        for (String tenant : instancesOf.keySet()) {
            for (Provider provider : providers.getOrDefault(tenant, List.of())) {
                tenantOf.put(provider.id(), tenant);
                rows.see(provider);
            }
        }
        List<String> ids = instancesOf.values().stream().flatMap(List::stream).toList();
        Map<String, Instance> instances = rows.instances(ids, tenantOf.keySet());
        Map<String, ModelSet> stored = rows.models(instances, tenantOf.keySet());
        Map<String, List<Instance>> byProvider =
                instances.values().stream().collect(Collectors.groupingBy(Instance::providerId));
        Map<String, TenantState> tenants = new LinkedHashMap<>();
        Map<String, TenantView> views = new HashMap<>();
        for (String id : instancesOf.keySet()) {
            TenantState tenant = tenant(
                    id, old.getOrDefault(id, List.of()), providers.getOrDefault(id, List.of()), byProvider, stored);
            tenants.put(id, tenant);
            views.put(id, new TenantView(rules, tenant, models.apply(tenant), stored));
        }
        return new TenantGroup(tenants, views, stored, new KnownModels(keyed, tenantOf, instances.keySet()));
    }

    private TenantState tenant(
            String id,
            List<LegacyRow> old,
            List<Provider> providers,
            Map<String, List<Instance>> instances,
            Map<String, ModelSet> stored) {
        TenantState tenant = TenantState.of(
                id, old, providers, instances, catalogue, rules.names().providers());
        Map<String, Set<String>> names = new HashMap<>();
        tenant.ambiguous().forEach(instance -> {
            Set<String> own = stored.getOrDefault(instance.id(), ModelSet.NONE).names();
            if (!own.isEmpty()) {
                names.put(instance.id(), own);
            }
        });
        return names.isEmpty() ? tenant : tenant.withModelNames(names);
    }

    /** Sees instances that have no provider, and their models. */
    void seeOrphans(Collection<String> ids) throws SQLException {
        rows.models(rows.instances(ids, Set.of()), Set.of());
    }

    /** Sees the models without an instance; reads all different ids of instances, so only for those who know there are some. */
    void seeModelsWithoutInstance() throws SQLException {
        String sql = "SELECT DISTINCT instance_id FROM " + keyed.dialect().quoted(ModelTables.MODEL);
        ResultStream.cursor(connection, keyed.dialect(), sql, row -> {
            Set<String> portion = new HashSet<>();
            while (row.next()) {
                @Nullable String id = row.getString(1);
                portion.add(id == null ? "" : id);
                if (portion.size() == 1_000) {
                    seeModelsWithoutInstance(portion);
                    portion.clear();
                }
            }
            seeModelsWithoutInstance(portion);
        });
    }

    private void seeModelsWithoutInstance(Set<String> named) throws SQLException {
        Set<String> missing = new HashSet<>(named);
        missing.removeAll(new IdLookup(keyed, ModelTables.INSTANCE)
                .values(connection, "id", "id", named)
                .keySet());
        rows.modelsOfNoInstance(missing);
    }
}
