package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tenant in the old table and in the new ones.
 *
 * @param rows its rows in tenant_llm
 * @param states its providers that have old rows, in the order of their names
 * @param providers all its rows in tenant_model_provider
 * @param instances the instances of all these, by provider id
 * @param models the rows of tenant_model of all these, by instance id; none where nobody asked for them
 */
public record TenantState(
        String id,
        List<LegacyRow> rows,
        List<ProviderState> states,
        List<Provider> providers,
        Map<String, List<Instance>> instances,
        Map<String, List<TypedRow>> models) {

    /**
     * Puts together what was read of a tenant, without its models.
     *
     * @param instances by provider id, those of other tenants as well
     * @param providerNames how tenant_model_provider compares names
     */
    public static TenantState of(
            String id,
            List<LegacyRow> rows,
            List<Provider> providers,
            Map<String, List<Instance>> instances,
            Catalogue catalogue,
            Collation providerNames) {
        Map<String, List<Instance>> own = new HashMap<>();
        for (Provider provider : providers) {
            List<Instance> found = instances.get(provider.id());
            if (found != null) {
                own.put(provider.id(), found);
            }
        }
        List<ProviderState> states = ProviderGroup.of(rows, catalogue, providerNames).stream()
                .map(group -> ProviderState.of(
                        id, group, group.row(providers, providerNames).orElse(null), own))
                .toList();
        return new TenantState(id, rows, states, providers, own, Map.of());
    }

    /** The same with the names of the models of those instances about which they tell something, as far as these are known. */
    public TenantState withModelNames(Map<String, Set<String>> names) {
        Map<String, List<Instance>> named = new HashMap<>();
        instances.forEach((provider, some) -> named.put(
                provider,
                some.stream()
                        .map(instance -> names.containsKey(instance.id())
                                ? instance.withModels(names.getOrDefault(instance.id(), Set.of()))
                                : instance)
                        .toList()));
        return with(providers, named, models);
    }

    /** @param rows by instance id, those of other tenants as well */
    public TenantState withModels(Map<String, List<TypedRow>> rows) {
        Map<String, List<TypedRow>> own = new HashMap<>();
        allInstances().forEach(instance -> {
            List<TypedRow> found = rows.get(instance.id());
            if (found != null) {
                own.put(instance.id(), found);
            }
        });
        return with(providers, instances, own);
    }

    /** The instances about which the names of their models tell whose base URL they lack. */
    public Stream<Instance> ambiguous() {
        return states.stream().flatMap(state -> state.ambiguous().stream());
    }

    /** The same tenant once a plan is carried out. */
    public TenantState after(TenantPlan plan) {
        if (plan.isEmpty()) {
            return this;
        }
        Map<Provider, String> renames = plan.renames().stream()
                .collect(Collectors.toMap(TenantPlan.Rename::provider, TenantPlan.Rename::name, (one, other) -> one));
        List<Provider> providersNow = Stream.concat(
                        providers.stream()
                                .map(provider -> provider.withName(renames.getOrDefault(provider, provider.name()))),
                        plan.providers().stream())
                .toList();
        Map<String, Instance> changes = plan.changes().stream()
                .collect(Collectors.toMap(
                        change -> change.instance().id(), InstancePlan.Change::applied, (one, other) -> one));
        Map<String, List<Instance>> instancesNow =
                merged(instances, plan.instances(), Instance::providerId, one -> changes.getOrDefault(one.id(), one));
        Map<String, String> states = plan.states().stream()
                .collect(Collectors.toMap(
                        change -> change.row().id(), TenantPlan.StateChange::status, (one, other) -> other));
        Map<String, List<TypedRow>> modelsNow = merged(
                models,
                plan.models(),
                TypedRow::instanceId,
                row -> row.withStatus(states.getOrDefault(row.id(), row.status())));
        return with(providersNow, instancesNow, modelsNow);
    }

    private static <T> Map<String, List<T>> merged(
            Map<String, List<T>> now, List<T> added, Function<T, String> owner, UnaryOperator<T> change) {
        Map<String, List<T>> merged = new HashMap<>();
        now.forEach((key, some) ->
                merged.put(key, some.stream().map(change).collect(Collectors.toCollection(ArrayList::new))));
        added.forEach(one -> merged.computeIfAbsent(owner.apply(one), key -> new ArrayList<>())
                .add(one));
        return merged;
    }

    /** A provider without a row gets the one that has its name. */
    private TenantState with(
            List<Provider> providersNow,
            Map<String, List<Instance>> instancesNow,
            Map<String, List<TypedRow>> modelsNow) {
        List<ProviderState> statesNow = states.stream()
                .map(state -> {
                    Provider before = state.provider();
                    Provider now = providersNow.stream()
                            .filter(one -> before == null
                                    ? one.name().equals(state.legacy().name())
                                    : one.id().equals(before.id()))
                            .findFirst()
                            .orElse(null);
                    return ProviderState.of(id, state.legacy(), now, instancesNow);
                })
                .toList();
        return new TenantState(id, rows, statesNow, providersNow, instancesNow, modelsNow);
    }

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
