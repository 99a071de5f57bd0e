package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tenant in the old table and in the new ones.
 *
 * @param rows its rows in tenant_llm
 * @param states its providers that have old rows, in the order of their names
 * @param providers all its rows in tenant_model_provider
 * @param instances the instances of all these, by provider id
 */
public record TenantState(
        String id,
        List<LegacyRow> rows,
        List<ProviderState> states,
        List<Provider> providers,
        Map<String, List<Instance>> instances) {

    public List<Instance> instancesOf(Provider provider) {
        return instances.getOrDefault(provider.id(), List.of());
    }

    /** Its instances, provider by provider. */
    public Stream<Instance> allInstances() {
        return providers.stream().flatMap(provider -> instancesOf(provider).stream());
    }

    /** The ids of the instances of some tenants. */
    public static List<String> instanceIds(Collection<TenantState> tenants) {
        return tenants.stream()
                .flatMap(TenantState::allInstances)
                .map(Instance::id)
                .toList();
    }

    /** The state of a provider that has old rows. */
    public Optional<ProviderState> state(Provider provider) {
        return states.stream()
                .filter(state -> provider.equals(state.provider()))
                .findFirst();
    }

    /** The name by which the catalogue knows a provider. */
    public String name(Provider provider, Catalogue catalogue) {
        return state(provider)
                .map(state -> state.name(catalogue))
                .orElseGet(
                        () -> catalogue.has(provider.name()) ? provider.name() : Factories.canonical(provider.name()));
    }

    /** Its old rows by the instance that has their credential. */
    public Map<String, List<LegacyModel>> legacy() {
        Map<String, List<LegacyModel>> byInstance = new HashMap<>();
        for (ProviderState state : states) {
            Map<Endpoint, List<LegacyModel>> endpoints = state.legacy().endpoints();
            state.holders()
                    .forEach((endpoint, instance) ->
                            byInstance.put(instance.id(), endpoints.getOrDefault(endpoint, List.of())));
        }
        return byInstance;
    }
}
