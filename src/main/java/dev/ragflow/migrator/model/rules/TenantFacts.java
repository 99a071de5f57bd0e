package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What references need of one tenant: its old rows, its providers and instances, and which instance has a row's credential. No
 * credential itself, so it may be kept.
 *
 * @param rows how many old rows it has, those without a name as well
 * @param factories the factories of its old rows, each once
 * @param models its old rows that have a name
 */
public record TenantFacts(
        int rows, List<String> factories, List<Model> models, List<Named> providers, List<Place> places) {

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
     */
    public record Place(int provider, int instance, String catalogueName) {}

    /**
     * An old row.
     *
     * @param place which of the places it is at, {@link #NOWHERE} where no instance has its credential
     */
    public record Model(LegacyModel row, int place) {}

    static final int NOWHERE = -1;

    /** @param firstStarted when this program first began, epoch milliseconds */
    static TenantFacts of(TenantState tenant, Catalogue catalogue, long firstStarted) {
        List<Named> providers = new ArrayList<>();
        for (Provider provider : tenant.providers()) {
            boolean renamed = false;
            List<Made> instances = new ArrayList<>();
            for (Instance instance : tenant.instancesOf(provider)) {
                instances.add(new Made(instance.id(), instance.name(), instance.createdAt()));
                renamed |= instance.wasRenamed(firstStarted);
            }
            providers.add(new Named(provider.id(), provider.name(), renamed, instances));
        }
        List<Place> places = new ArrayList<>();
        Map<LegacyModel, Integer> placeOf = new IdentityHashMap<>();
        for (ProviderState state : tenant.states()) {
            if (state.provider() != null) {
                places(tenant, state, state.provider(), catalogue, places, placeOf);
            }
        }
        List<Model> models = new ArrayList<>();
        for (LegacyRow row : tenant.rows()) {
            if (row.model().isNamed()) {
                models.add(new Model(row.model(), placeOf.getOrDefault(row.model(), NOWHERE)));
            }
        }
        List<String> factories = tenant.rows().stream()
                .map(row -> row.model().factory())
                .distinct()
                .toList();
        return new TenantFacts(tenant.rows().size(), factories, models, providers, places);
    }

    private static void places(
            TenantState tenant,
            ProviderState state,
            Provider provider,
            Catalogue catalogue,
            List<Place> places,
            Map<LegacyModel, Integer> placeOf) {
        int number = tenant.providers().indexOf(provider);
        Map<Endpoint, List<LegacyModel>> endpoints = state.legacy().endpoints();
        InstancePlan.holders(endpoints, state.instances()).forEach((endpoint, instance) -> {
            int at = indexOf(tenant.instancesOf(provider), instance.id());
            endpoints.getOrDefault(endpoint, List.of()).forEach(model -> placeOf.put(model, places.size()));
            places.add(new Place(number, at, state.name(catalogue)));
        });
    }

    private static int indexOf(List<Instance> instances, String id) {
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).id().equals(id)) {
                return i;
            }
        }
        throw new IllegalStateException("an instance that its provider does not have");
    }
}
