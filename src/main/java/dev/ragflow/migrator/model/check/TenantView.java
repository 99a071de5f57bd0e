package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.InstanceName;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.rules.ModelNames;
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

/** One tenant's models in the old table and in the new ones, as references are looked up. Holds no credentials. */
final class TenantView {

    /** What every view is made with; {@code typesAreBits} from v0.27 on. */
    public record Rules(Catalogue catalogue, boolean typesAreBits, ModelNames names, Ownership ownership) {}

    /** Where a reference in the new form leads, be there such a model or not. */
    record Target(String provider, String instanceId, String model) {}

    private final Rules rules;
    private final TenantModels legacy;
    private final List<Provider> providers;
    private final Map<String, List<InstanceName>> instances = new HashMap<>();
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
                instances
                        .computeIfAbsent(provider.id(), id -> new ArrayList<>())
                        .add(InstanceName.of(instance));
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

    Optional<Target> find(String text) {
        return ModelNames.parse(text).flatMap(reference -> rules.names()
                .provider(providers, reference)
                .flatMap(provider -> rules.names()
                        .instance(instances.getOrDefault(provider.id(), List.of()), reference)
                        .map(found -> new Target(provider.name(), found.id(), reference.model()))));
    }

    /** Whether there is a model that serves in the slot, be it on or off. */
    boolean serves(Target target, Slot slot) {
        Set<ModelType> types = EnumSet.noneOf(ModelType.class);
        int bits = models.getOrDefault(target.instanceId(), ModelSet.NONE)
                .bits(rules.names().models().key(target.model()));
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
