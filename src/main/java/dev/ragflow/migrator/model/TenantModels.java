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
     * @param instances the ids of its instances, by their names as the database compares them
     * @param renamed whether this program gave one of them another name
     */
    record ProviderView(String id, String name, Map<String, String> instances, boolean renamed) {

        boolean hasDefault() {
            return instances.containsKey(ModelReference.DEFAULT_INSTANCE);
        }
    }

    private final Catalogue catalogue;
    private final Catalogue previous;
    private final Factories factories;
    private final LegacyModels legacy;
    private final Collation names;
    private final int size;
    private final Map<LegacyModel, Home> homes = new IdentityHashMap<>();
    private final Map<String, ProviderView> providers = new HashMap<>();

    /**
     * @param previous the catalogue that was good so far; the same where no release lies between
     * @param factories every name the application takes for a factory, beside the tenant's own
     * @param legacyNames how tenant_llm compares names
     * @param names how the new tables compare names
     * @param firstStarted when this program first began, epoch milliseconds
     */
    TenantModels(
            TenantReader.Tenant tenant,
            Catalogue catalogue,
            Catalogue previous,
            List<String> factories,
            Collation legacyNames,
            Collation names,
            long firstStarted) {
        this.catalogue = catalogue;
        this.previous = previous;
        Set<String> known = new HashSet<>(factories);
        tenant.rows().forEach(row -> known.add(row.model().factory()));
        this.factories = new Factories(catalogue, known);
        this.names = names;
        this.size = tenant.rows().size();
        this.legacy =
                new LegacyModels(tenant.rows().stream().map(LegacyRow::model).toList(), legacyNames);
        for (Provider provider : tenant.providers()) {
            List<Instance> own = tenant.instancesOf(provider);
            Map<String, String> instances = new HashMap<>();
            own.forEach(instance -> instances.putIfAbsent(names.key(instance.name()), instance.id()));
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

    /**
     * The rows by which a model stays that the release before offered by itself and the target does not; none for any other. The
     * reference is in the new form and names an instance that is there.
     */
    List<ReferenceRules.Extra> formerlyBuiltIn(ProviderView provider, ModelReference reference, Slot slot) {
        Set<ModelType> types = previous.types(provider.name(), reference.model());
        String instance = provider.instances().get(names.key(reference.instance()));
        if (instance == null
                || !catalogue.has(provider.name())
                || catalogue.find(provider.name(), reference.model()).isPresent()
                || types.isEmpty()
                || slot.missing(types).isPresent()) {
            return List.of();
        }
        boolean tools = previous.tools(provider.name(), reference.model());
        Long maxTokens = previous.find(provider.name(), reference.model())
                .map(Catalogue.Entry::maxTokens)
                .orElse(null);
        return types.stream()
                .map(type -> new ReferenceRules.Extra(
                        provider.id(),
                        instance,
                        new ModelRows.Row(reference.model(), type, true, tools, maxTokens),
                        false,
                        false,
                        false))
                .toList();
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
                .map(provider -> provider.instances().containsKey(names.key(reference.instance())))
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
