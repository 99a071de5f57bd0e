package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.Ownership;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One tenant's models in the old table and in the new ones, as references are looked up. Holds no credentials. */
final class TenantView {

    /** What every view is made with; {@code typesAreBits} from v0.27 on. */
    public record Rules(
            Catalogue catalogue,
            boolean typesAreBits,
            Collation providerNames,
            Collation instanceNames,
            Collation modelNames,
            Ownership ownership) {}

    /** An instance without its credential. */
    private record Place(String id, String name, boolean active) {}

    /** Where a reference in the new form leads, be there such a model or not. */
    record Target(String provider, String instanceId, String model) {}

    private final Rules rules;
    private final TenantModels legacy;
    private final List<Provider> providers;
    private final Map<String, List<Place>> places = new HashMap<>();
    private final Map<String, ModelSet> models = new HashMap<>();
    private int size;

    /** @param stored the models by instance */
    TenantView(Rules rules, TenantState tenant, TenantModels legacy, Map<String, ModelSet> stored) {
        this.rules = rules;
        this.legacy = legacy;
        this.providers = tenant.providers();
        this.size = legacy.size();
        for (Provider provider : providers) {
            for (Instance instance : tenant.instancesOf(provider)) {
                places.computeIfAbsent(provider.id(), id -> new ArrayList<>())
                        .add(new Place(instance.id(), instance.name(), instance.active()));
                ModelSet set = stored.getOrDefault(instance.id(), ModelSet.NONE);
                models.put(instance.id(), set);
                size += set.size();
            }
        }
    }

    /** About how much memory it takes, in models. */
    int size() {
        return size;
    }

    TenantModels legacy() {
        return legacy;
    }

    /** Reads from the right; of two parts the instance is {@code default}, else the provider's only active one. */
    Optional<Target> find(String text) {
        int at = text.lastIndexOf('@');
        boolean shortForm = at > 0 && text.indexOf('@') == at && at < text.length() - 1;
        return (shortForm
                        ? Optional.of(new ModelReference(
                                text.substring(0, at), ModelReference.DEFAULT_INSTANCE, text.substring(at + 1)))
                        : ModelReference.parse(text))
                .flatMap(this::find);
    }

    private Optional<Target> find(ModelReference reference) {
        return named(providers, Provider::name, reference.provider(), rules.providerNames())
                .flatMap(provider -> {
                    List<Place> all = places.getOrDefault(provider.id(), List.of());
                    Optional<Place> place = named(all, Place::name, reference.instance(), rules.instanceNames());
                    List<Place> active = all.stream().filter(Place::active).toList();
                    boolean only = reference.instance().equals(ModelReference.DEFAULT_INSTANCE) && active.size() == 1;
                    return (place.isEmpty() && only ? Optional.of(active.get(0)) : place)
                            .map(found -> new Target(provider.name(), found.id(), reference.model()));
                });
    }

    private static <T> Optional<T> named(List<T> all, Function<T, String> nameOf, String name, Collation collation) {
        return all.stream()
                .filter(one -> nameOf.apply(one).equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(one -> collation.key(nameOf.apply(one)).equals(collation.key(name)))
                        .findFirst());
    }

    /** Whether there is a model that serves in the slot, be it on or off. */
    boolean serves(Target target, Slot slot) {
        Set<ModelType> types = EnumSet.noneOf(ModelType.class);
        int bits = models.getOrDefault(target.instanceId(), ModelSet.NONE)
                .bits(rules.modelNames().key(target.model()));
        for (ModelType type : ModelType.values()) {
            if ((bits & type.bit()) != 0) {
                types.add(type);
            }
        }
        if (!rules.typesAreBits()) {
            types.addAll(rules.catalogue().types(target.provider(), target.model()));
        }
        return slot.missing(types).isEmpty();
    }

    /** Whether the target's catalogue has such a model by itself. */
    boolean isBuiltIn(Target target, Slot slot) {
        return slot.missing(rules.catalogue().types(target.provider(), target.model()))
                .isEmpty();
    }

    boolean isRetired(Target target) {
        return !rules.catalogue().has(target.provider());
    }
}
