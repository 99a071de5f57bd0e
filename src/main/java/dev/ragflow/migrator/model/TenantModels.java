package dev.ragflow.migrator.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One tenant's models in the old table, and where they are in the new ones. Holds no credentials, so it may be kept. */
final class TenantModels {

    /**
     * Where a model is, and the rows it needs there.
     *
     * @param madeAt when the instance was made, epoch milliseconds
     */
    record Home(ProviderView provider, String instanceId, String instance, long madeAt, ModelRows rows) {

        ModelReference reference(LegacyModel model) {
            return new ModelReference(model.name(), instance, provider.name());
        }
    }

    /**
     * A provider of the tenant.
     *
     * @param instances the names of its instances, as the database compares them
     * @param renamed whether this program gave one of them another name
     */
    record ProviderView(String id, String name, Set<String> instances, boolean renamed) {

        boolean hasDefault() {
            return instances.contains(ModelReference.DEFAULT_INSTANCE);
        }
    }

    private final Factories factories;
    private final LegacyModels legacy;
    private final Collation names;
    private final int size;
    private final Map<LegacyModel, Home> homes = new IdentityHashMap<>();
    private final Map<String, ProviderView> providers = new HashMap<>();

    /**
     * @param factories every name the application takes for a factory, beside the tenant's own
     * @param legacyNames how tenant_llm compares names
     * @param names how the new tables compare names
     * @param firstStarted when this program first began, epoch milliseconds
     */
    TenantModels(
            TenantReader.Tenant tenant,
            Catalogue catalogue,
            List<String> factories,
            Collation legacyNames,
            Collation names,
            long firstStarted) {
        Set<String> known = new HashSet<>(factories);
        tenant.rows().forEach(row -> known.add(row.model().factory()));
        this.factories = new Factories(catalogue, known);
        this.names = names;
        this.size = tenant.rows().size();
        this.legacy =
                new LegacyModels(tenant.rows().stream().map(LegacyRow::model).toList(), legacyNames);
        for (Provider provider : tenant.providers()) {
            List<Instance> own = tenant.instances().getOrDefault(provider.id(), List.of());
            Set<String> instances = new HashSet<>();
            own.forEach(instance -> instances.add(names.key(instance.name())));
            boolean renamed = own.stream().anyMatch(instance -> instance.wasRenamed(firstStarted));
            providers.put(
                    names.key(provider.name()), new ProviderView(provider.id(), provider.name(), instances, renamed));
        }
        tenant.states().forEach(state -> addHomes(state, catalogue));
    }

    private void addHomes(ProviderState state, Catalogue catalogue) {
        Provider provider = state.provider();
        if (provider == null) {
            return;
        }
        ProviderView view = provider(provider.name()).orElseThrow();
        Map<Endpoint, Instance> holders = state.holders();
        state.legacy().endpoints().forEach((endpoint, models) -> {
            Instance instance = holders.get(endpoint);
            if (instance != null) {
                for (List<LegacyModel> rows : ProviderGroup.byName(models).values()) {
                    ModelRows needed = new ModelRows(catalogue, state.name(catalogue), rows);
                    Home home = new Home(view, instance.id(), instance.name(), instance.createdAt(), needed);
                    rows.forEach(row -> homes.put(row, home));
                }
            }
        });
    }

    /** How many old rows the tenant has; at least 1, so that tenants without any count too. */
    int size() {
        return Math.max(1, size);
    }

    Factories factories() {
        return factories;
    }

    LegacyModels legacy() {
        return legacy;
    }

    /** Where an old row's model is; empty where no instance has its credential. */
    Optional<Home> home(LegacyModel model) {
        return Optional.ofNullable(homes.get(model));
    }

    Optional<ProviderView> provider(String name) {
        return Optional.ofNullable(providers.get(names.key(name)));
    }

    /** Whether there is such an instance. */
    boolean exists(ModelReference reference) {
        return provider(reference.provider())
                .map(provider -> provider.instances().contains(names.key(reference.instance())))
                .orElse(false);
    }

    /** Where the model of a reference in the new form is, if it comes from the old table. */
    Optional<Home> home(ProviderView provider, ModelReference reference) {
        return homes.entrySet().stream()
                .filter(home -> home.getValue().provider().equals(provider)
                        && home.getKey().name().equals(reference.model())
                        && names.key(home.getValue().instance()).equals(names.key(reference.instance())))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * Whether one of the provider's models in the old table has exactly this name, at the instance the reference names or, for
     * the default instance, at any.
     */
    boolean has(ProviderView provider, ModelReference reference) {
        boolean anywhere = reference.instance().equals(ModelReference.DEFAULT_INSTANCE);
        return homes.entrySet().stream()
                .anyMatch(home -> home.getValue().provider().equals(provider)
                        && home.getKey().name().equals(reference.model())
                        && (anywhere || home.getValue().instance().equals(reference.instance())));
    }
}
