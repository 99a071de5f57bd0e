package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What references need of one tenant: its old rows, its providers and instances, and which instance has a row's credential. No
 * credential itself, so it may be kept.
 *
 * @param rows how many old rows it has, those without a name as well
 * @param factories the factories of its old rows, each once
 * @param unheld its old rows that have a name and whose credential no instance has
 */
public record TenantFacts(
        int rows, List<String> factories, List<LegacyModel> unheld, List<Named> providers, List<Place> places) {

    /** A provider. */
    public record Named(String id, String name, boolean renamed, List<Made> instances) {}

    /**
     * An instance.
     *
     * @param at when it was made, epoch milliseconds
     */
    public record Made(String id, String name, long at) {}

    /**
     * Where the models of one endpoint are.
     *
     * @param provider which of the providers
     * @param instance which of its instances
     * @param catalogueName the name by which the catalogue is asked
     * @param models the old rows of the endpoint that have a name
     */
    public record Place(int provider, int instance, String catalogueName, List<LegacyModel> models) {}

    /** What the parts take; names are shared with other tenants. */
    private static final int TENANT = 280;

    private static final int PROVIDER = 140;
    private static final int INSTANCE = 175;
    private static final int MODEL = 92;

    /** About how many bytes it takes where it is kept. */
    public long bytes() {
        long instances = providers.stream()
                .mapToLong(provider -> provider.instances().size())
                .sum();
        return TENANT + (long) PROVIDER * providers.size() + INSTANCE * instances + (long) MODEL * rows;
    }

    /** @param firstStarted when this program first began, epoch milliseconds */
    static TenantFacts of(TenantState tenant, Catalogue catalogue, long firstStarted) {
        List<Named> providers = new ArrayList<>();
        for (Provider provider : tenant.providers()) {
            boolean renamed =
                    tenant.instancesOf(provider).stream().anyMatch(instance -> instance.wasRenamed(firstStarted));
            List<Made> instances = tenant.instancesOf(provider).stream()
                    .map(instance -> new Made(instance.id(), instance.name(), instance.createdAt()))
                    .toList();
            providers.add(new Named(provider.id(), provider.name(), renamed, instances));
        }
        List<Place> places = new ArrayList<>();
        List<LegacyModel> unheld = new ArrayList<>(tenant.rows().stream()
                .map(LegacyRow::model)
                .filter(LegacyModel::isNamed)
                .toList());
        for (ProviderState state : tenant.states()) {
            if (state.provider() != null) {
                places.addAll(places(tenant, state, state.provider(), catalogue));
            }
        }
        Set<LegacyModel> held = Collections.newSetFromMap(new IdentityHashMap<>());
        places.forEach(place -> held.addAll(place.models()));
        unheld.removeIf(held::contains);
        List<String> factories = tenant.rows().stream()
                .map(row -> row.model().factory())
                .distinct()
                .toList();
        return new TenantFacts(
                tenant.rows().size(), factories, List.copyOf(unheld), List.copyOf(providers), List.copyOf(places));
    }

    private static List<Place> places(TenantState tenant, ProviderState state, Provider provider, Catalogue catalogue) {
        int number = tenant.providers().indexOf(provider);
        List<String> ids =
                tenant.instancesOf(provider).stream().map(Instance::id).toList();
        Map<Endpoint, List<LegacyModel>> endpoints = state.legacy().endpoints();
        List<Place> places = new ArrayList<>();
        InstancePlan.holders(endpoints, state.instances())
                .forEach((endpoint, instance) -> places.add(new Place(
                        number,
                        ids.indexOf(instance.id()),
                        state.name(catalogue),
                        endpoints.getOrDefault(endpoint, List.of()).stream()
                                .filter(LegacyModel::isNamed)
                                .toList())));
        return places;
    }
}
