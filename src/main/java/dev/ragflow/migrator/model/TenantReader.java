package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads tenants whole: their old rows, and the providers and instances that stand for them. */
final class TenantReader {

    /**
     * A tenant.
     *
     * @param rows its rows in tenant_llm
     * @param states its providers that have old rows, in the order of their names
     * @param providers all its rows in tenant_model_provider
     * @param instances the instances of all these, by provider id
     */
    record Tenant(
            String id,
            List<LegacyRow> rows,
            List<ProviderState> states,
            List<Provider> providers,
            Map<String, List<Instance>> instances) {

        List<Instance> instancesOf(Provider provider) {
            return instances.getOrDefault(provider.id(), List.of());
        }

        /** Its instances, provider by provider. */
        Stream<Instance> allInstances() {
            return providers.stream().flatMap(provider -> instancesOf(provider).stream());
        }

        /** The ids of the instances of some tenants. */
        static List<String> instanceIds(Collection<Tenant> tenants) {
            return tenants.stream()
                    .flatMap(Tenant::allInstances)
                    .map(Instance::id)
                    .toList();
        }
    }

    private final StageContext context;
    private final Catalogue catalogue;
    private final @Nullable LegacyTable legacy;
    private final NewTables tables;
    private final Collation providerNames;
    private final IdLookup models;
    private final boolean hasModels;
    private final boolean withCredentials;

    /** Reads old rows, too, where the database has any. */
    static TenantReader of(StageContext context) throws SQLException {
        return new TenantReader(context, LegacyTable.of(context).orElse(null));
    }

    /** @param legacy null where the database has no tenant_llm */
    TenantReader(StageContext context, @Nullable LegacyTable legacy) throws SQLException {
        this(context, legacy, true);
    }

    /** @param withCredentials whether keys, base URLs and instances are wanted */
    TenantReader(StageContext context, @Nullable LegacyTable legacy, boolean withCredentials) throws SQLException {
        this.withCredentials = withCredentials;
        this.catalogue = context.catalogue();
        this.legacy = legacy;
        this.tables = new NewTables(context);
        this.models = new IdLookup(context.keyed(), NewTables.MODEL);
        this.hasModels = context.stored(NewTables.MODEL).isPresent();
        this.context = context;
        this.providerNames = context.requiredTable(NewTables.PROVIDER).collation("provider_name");
    }

    Map<String, Tenant> read(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, List<LegacyRow>> rows = oldRows(connection, ids);
        Map<String, List<Provider>> providers = tables.providers(connection, ids);
        List<String> providerIds = withCredentials
                ? providers.values().stream()
                        .flatMap(List::stream)
                        .map(Provider::id)
                        .toList()
                : List.of();
        Map<String, List<Instance>> instances = tables.instances(connection, providerIds);
        Map<String, Tenant> tenants = new HashMap<>();
        for (String id : ids) {
            tenants.put(
                    id, tenant(id, rows.getOrDefault(id, List.of()), providers.getOrDefault(id, List.of()), instances));
        }
        Map<String, Tenant> now = withModels(connection, tenants);
        return context.isRehearsal() ? context.rehearsed().tenants().after(now, this::tenant) : now;
    }

    private Map<String, List<LegacyRow>> oldRows(Connection connection, Collection<String> ids) throws SQLException {
        if (legacy == null) {
            return Map.of();
        }
        return withCredentials ? legacy.rows(connection, ids) : legacy.rowsWithoutCredentials(connection, ids);
    }

    /** With the names of the models of those few instances about which they tell something. */
    private Map<String, Tenant> withModels(Connection connection, Map<String, Tenant> tenants) throws SQLException {
        List<String> ambiguous = tenants.values().stream()
                .flatMap(tenant -> tenant.states().stream())
                .flatMap(state -> state.ambiguous().stream())
                .map(Instance::id)
                .toList();
        if (ambiguous.isEmpty() || !hasModels) {
            return tenants;
        }
        Map<String, Set<String>> names = models.values(connection, "instance_id", "model_name", ambiguous);
        tenants.replaceAll((id, tenant) -> new Tenant(
                id,
                tenant.rows(),
                tenant.states().stream().map(state -> state.withModels(names)).toList(),
                tenant.providers(),
                tenant.instances()));
        return tenants;
    }

    private Tenant tenant(
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
        return new Tenant(id, rows, states, providers, instances);
    }
}
