package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.ProviderGroup;
import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.rules.TenantState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tenants whole: their old rows, and the providers and instances that stand for them. */
public final class TenantReader {

    private final StageContext context;
    private final Catalogue catalogue;
    private final @Nullable LegacyTable legacy;
    private final ModelTables tables;
    private final Collation providerNames;
    private final IdLookup models;
    private final boolean hasModels;
    private final boolean withCredentials;

    /** Reads old rows, too, where the database has any. */
    public static TenantReader of(StageContext context) throws SQLException {
        return new TenantReader(context, LegacyTable.of(context).orElse(null));
    }

    /** @param legacy null where the database has no tenant_llm */
    public TenantReader(StageContext context, @Nullable LegacyTable legacy) throws SQLException {
        this(context, legacy, true);
    }

    /** @param withCredentials whether keys, base URLs and instances are wanted */
    public TenantReader(StageContext context, @Nullable LegacyTable legacy, boolean withCredentials)
            throws SQLException {
        this.withCredentials = withCredentials;
        this.catalogue = context.catalogue();
        this.legacy = legacy;
        this.tables = new ModelTables(context);
        this.models = new IdLookup(context.keyed(), ModelTables.MODEL);
        this.hasModels = context.stored(ModelTables.MODEL).isPresent();
        this.context = context;
        this.providerNames = context.requiredTable(ModelTables.PROVIDER).collation("provider_name");
    }

    public Map<String, TenantState> read(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, List<LegacyRow>> rows = oldRows(connection, ids);
        Map<String, List<Provider>> providers = tables.providers(connection, ids);
        List<String> providerIds = withCredentials
                ? providers.values().stream()
                        .flatMap(List::stream)
                        .map(Provider::id)
                        .toList()
                : List.of();
        Map<String, List<Instance>> instances = tables.instances(connection, providerIds);
        Map<String, TenantState> tenants = new HashMap<>();
        for (String id : ids) {
            tenants.put(
                    id, tenant(id, rows.getOrDefault(id, List.of()), providers.getOrDefault(id, List.of()), instances));
        }
        Map<String, TenantState> now = withModels(connection, tenants);
        return context.isRehearsal() ? context.rehearsed().tenants().after(now, this::tenant) : now;
    }

    private Map<String, List<LegacyRow>> oldRows(Connection connection, Collection<String> ids) throws SQLException {
        if (legacy == null) {
            return Map.of();
        }
        return withCredentials ? legacy.rows(connection, ids) : legacy.rowsWithoutCredentials(connection, ids);
    }

    /** With the names of the models of those few instances about which they tell something. */
    private Map<String, TenantState> withModels(Connection connection, Map<String, TenantState> tenants)
            throws SQLException {
        List<String> ambiguous = tenants.values().stream()
                .flatMap(tenant -> tenant.states().stream())
                .flatMap(state -> state.ambiguous().stream())
                .map(Instance::id)
                .toList();
        if (ambiguous.isEmpty() || !hasModels) {
            return tenants;
        }
        Map<String, Set<String>> names = models.values(connection, "instance_id", "model_name", ambiguous);
        tenants.replaceAll((id, tenant) -> new TenantState(
                id,
                tenant.rows(),
                tenant.states().stream().map(state -> state.withModels(names)).toList(),
                tenant.providers(),
                tenant.instances()));
        return tenants;
    }

    private TenantState tenant(
            String id, List<LegacyRow> rows, List<Provider> providers, Map<String, List<Instance>> instances) {
        List<ProviderState> states = new ArrayList<>();
        for (ProviderGroup group : ProviderGroup.of(rows, catalogue, providerNames)) {
            Provider provider = group.row(providers, providerNames).orElse(null);
            states.add(new ProviderState(
                    id,
                    group,
                    provider,
                    provider == null ? List.of() : instances.getOrDefault(provider.id(), List.of())));
        }
        return new TenantState(id, rows, states, providers, instances);
    }
}
