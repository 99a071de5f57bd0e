package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.DamagedKey;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.InstanceExtra;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MadeUpId;
import dev.ragflow.migrator.model.domain.ModelReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What to do with the instances of one provider so that each endpoint of the old table has one.
 *
 * @param created instances to add
 * @param changed existing instances to put right
 */
public record InstancePlan(List<New> created, List<Change> changed) {

    /** An instance to add; active if any of its models is switched on. */
    public record New(String name, Endpoint endpoint, boolean active) {

        /** The row, made at a moment in epoch milliseconds. */
        Instance of(String provider, long at) {
            return new Instance(
                    MadeUpId.of(provider, name),
                    provider,
                    name,
                    endpoint,
                    Credential.decode(endpoint.key().reveal()).key(),
                    InstanceExtra.of(endpoint.baseUrl()),
                    active,
                    at,
                    at,
                    Set.of());
        }
    }

    /** An existing instance with the name, endpoint and state it should have. */
    public record Change(Instance instance, String name, Endpoint endpoint, boolean active) {

        public boolean isRename() {
            return !name.equals(instance.name());
        }

        public boolean isBaseUrl() {
            return !endpoint.baseUrl().equals(instance.stored().baseUrl());
        }

        public boolean isKey() {
            return !endpoint.key().equals(instance.stored().key());
        }

        public boolean isState() {
            return active != instance.active();
        }

        /** The row as it should be. */
        public Instance applied() {
            return new Instance(
                    instance.id(),
                    instance.providerId(),
                    name,
                    endpoint,
                    Credential.decode(endpoint.key().reveal()).key(),
                    InstanceExtra.withBaseUrl(instance.extra(), endpoint.baseUrl()),
                    active,
                    instance.createdAt(),
                    instance.updatedAt(),
                    instance.models());
        }
    }

    boolean isEmpty() {
        return created.isEmpty() && changed.isEmpty();
    }

    /**
     * Plans for one provider.
     *
     * @param run tells for {@link Provenance#CATCH_UP} which old rows are new
     */
    public static InstancePlan of(
            ProviderGroup provider,
            List<Instance> existing,
            Provenance provenance,
            Provenance.Run run,
            Collation collation) {
        if (provenance == Provenance.LEAVE) {
            return new InstancePlan(List.of(), List.of());
        }
        Map<Endpoint, List<LegacyModel>> endpoints = provider.endpoints();
        Map<Endpoint, Instance> holders = holders(endpoints, existing);
        Names names = new Names(existing, collation);
        Map<Instance, String> renamed = renamed(existing, endpoints, holders, names, collation);
        List<Change> changed = new ArrayList<>();
        List<New> created = new ArrayList<>();
        for (Map.Entry<Endpoint, Instance> holder : holders.entrySet()) {
            Instance instance = holder.getValue();
            String name = renamed.getOrDefault(instance, instance.name());
            renamed.remove(instance);
            boolean active = instance.active()
                    || (!instance.isEdited()
                            && instance.isNamedByScript(provider.spellings())
                            && endpoints.getOrDefault(holder.getKey(), List.of()).stream()
                                    .anyMatch(LegacyModel::enabled));
            Change change = new Change(instance, name, holder.getKey(), active);
            if (change.isRename() || change.isState() || !instance.stored().equals(holder.getKey())) {
                changed.add(change);
            }
        }
        renamed.forEach(
                (instance, name) -> changed.add(new Change(instance, name, instance.stored(), instance.active())));
        List<Endpoint> missing = endpoints.keySet().stream()
                .filter(endpoint -> !holders.containsKey(endpoint))
                .filter(endpoint -> provenance == Provenance.COMPLETE
                        || (provenance == Provenance.CATCH_UP
                                && endpoints.getOrDefault(endpoint, List.of()).stream()
                                        .anyMatch(run::isNew)))
                .toList();
        List<Instance> abandoned = existing.stream()
                .filter(instance -> !holders.containsValue(instance) && !instance.isEdited())
                .toList();
        if (provenance == Provenance.CATCH_UP
                && missing.size() == 1
                && abandoned.size() == 1
                && endpoints.getOrDefault(missing.get(0), List.of()).stream()
                        .anyMatch(model -> !model.createdAfter(run.highWater()))) {
            // the old application changed a key since: references keep naming the instance that had the former one
            Instance rotated = abandoned.get(0);
            changed.removeIf(change -> change.instance().equals(rotated));
            changed.add(new Change(rotated, rotated.name(), missing.get(0), rotated.active()));
            return new InstancePlan(created, changed);
        }
        for (Endpoint endpoint : missing) {
            boolean active =
                    endpoints.getOrDefault(endpoint, List.of()).stream().anyMatch(LegacyModel::enabled);
            created.add(new New(names.next(), endpoint, active));
        }
        return new InstancePlan(created, changed);
    }

    /**
     * The instance of each endpoint that has one: key and base URL the same; else the key is the same, the base URL was never
     * copied and nobody has changed the instance since (of several base URLs the one whose models the instance has); else the key is this one, damaged by RAGFlow's script.
     */
    public static Map<Endpoint, Instance> holders(Map<Endpoint, List<LegacyModel>> models, List<Instance> existing) {
        if (existing.isEmpty()) {
            return Map.of();
        }
        List<Instance> ordered = existing.stream()
                .sorted(Comparator.comparing((Instance instance) -> !instance.isDefault())
                        .thenComparing(Instance::createdAt)
                        .thenComparing(Instance::id))
                .toList();
        Map<Endpoint, Instance> holders = new LinkedHashMap<>();
        Set<Endpoint> endpoints = models.keySet();
        Set<Instance> free = Collections.newSetFromMap(new IdentityHashMap<>());
        free.addAll(ordered);
        assign(endpoints, ordered, free, holders, (instance, endpoint) -> instance.holds(endpoint));
        if (free.isEmpty() || holders.size() == endpoints.size()) {
            return holders;
        }
        assignWithoutBaseUrl(models, ordered, free, holders);
        assign(
                endpoints,
                ordered,
                free,
                holders,
                (instance, endpoint) -> !instance.isEdited()
                        && (!instance.stored().hasBaseUrl()
                                || instance.stored().baseUrl().equals(endpoint.baseUrl()))
                        && DamagedKey.is(
                                instance.stored().key().reveal(), endpoint.key().reveal()));
        return holders;
    }

    private static void assignWithoutBaseUrl(
            Map<Endpoint, List<LegacyModel>> models,
            List<Instance> ordered,
            Set<Instance> free,
            Map<Endpoint, Instance> holders) {
        record Pair(Endpoint endpoint, Instance instance, long common) {}
        List<Pair> pairs = new ArrayList<>();
        models.forEach((endpoint, old) -> ordered.stream()
                .filter(instance -> instance.mayLackBaseUrl(endpoint))
                .forEach(instance -> pairs.add(new Pair(
                        endpoint,
                        instance,
                        old.stream()
                                .filter(model -> instance.models().contains(model.name()))
                                .count()))));
        pairs.stream().sorted(Comparator.comparing(pair -> -pair.common())).forEach(pair -> {
            if (!holders.containsKey(pair.endpoint()) && free.remove(pair.instance())) {
                holders.put(pair.endpoint(), pair.instance());
            }
        });
    }

    private static void assign(
            Set<Endpoint> endpoints,
            List<Instance> ordered,
            Set<Instance> free,
            Map<Endpoint, Instance> holders,
            BiPredicate<Instance, Endpoint> fits) {
        for (Endpoint endpoint : endpoints) {
            if (holders.containsKey(endpoint)) {
                continue;
            }
            ordered.stream()
                    .filter(instance -> free.contains(instance) && fits.test(instance, endpoint))
                    .findFirst()
                    .ifPresent(instance -> {
                        holders.put(endpoint, instance);
                        free.remove(instance);
                    });
        }
    }

    /** Of several instances of one name the one with the most models keeps it. */
    private static Map<Instance, String> renamed(
            List<Instance> existing,
            Map<Endpoint, List<LegacyModel>> endpoints,
            Map<Endpoint, Instance> holders,
            Names names,
            Collation collation) {
        Map<Instance, Integer> models = new HashMap<>();
        holders.forEach((endpoint, instance) ->
                models.put(instance, endpoints.getOrDefault(endpoint, List.of()).size()));
        Set<String> taken = new HashSet<>();
        Map<Instance, String> renamed = new LinkedHashMap<>();
        existing.stream()
                .sorted(Comparator.comparing((Instance instance) -> -models.getOrDefault(instance, 0))
                        .thenComparing(Instance::createdAt)
                        .thenComparing(Instance::id))
                .forEach(instance -> {
                    if (!taken.add(collation.key(instance.name()))) {
                        renamed.put(instance, names.next());
                    }
                });
        return renamed;
    }

    /** Hands out the names of new instances: default for the first of all, then default-2, default-3, … */
    private static final class Names {

        private final Set<String> taken = new HashSet<>();
        private final Collation collation;
        private boolean any;

        Names(List<Instance> existing, Collation collation) {
            this.collation = collation;
            existing.forEach(instance -> taken.add(collation.key(instance.name())));
            any = !existing.isEmpty();
        }

        String next() {
            if (!any) {
                any = true;
                return ModelReference.DEFAULT_INSTANCE;
            }
            int number = 2;
            while (!taken.add(collation.key(ModelReference.DEFAULT_INSTANCE + "-" + number))) {
                number++;
            }
            return ModelReference.DEFAULT_INSTANCE + "-" + number;
        }
    }
}
