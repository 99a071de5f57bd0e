package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.Provider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One provider of one tenant, in the old table and in the new ones.
 *
 * @param legacy its old rows
 * @param provider its row in tenant_model_provider, null where there is none
 * @param instances its rows in tenant_model_instance
 */
public record ProviderState(
        String tenant, ProviderGroup legacy, @Nullable Provider provider, List<Instance> instances) {

    /** @param instances by provider id */
    static ProviderState of(
            String tenant, ProviderGroup legacy, @Nullable Provider provider, Map<String, List<Instance>> instances) {
        return new ProviderState(
                tenant,
                legacy,
                provider,
                provider == null ? List.of() : instances.getOrDefault(provider.id(), List.of()));
    }

    /** How far the old rows decide about it. */
    public Provenance provenance(Provenance.Run run) {
        return provenance(run, run.repair() ? holders() : Map.of());
    }

    /** @param holders what {@link #holders} gives; only a repair asks for them */
    public Provenance provenance(Provenance.Run run, Map<Endpoint, Instance> holders) {
        if (run.repair() && !mayBeReplaced(holders.values())) {
            return Provenance.COMPLETE;
        }
        return provider == null
                ? Provenance.ofMissing(run, legacy.rows())
                : Provenance.of(run, provider, instances, legacy.spellings());
    }

    /** Whether an instance with another credential may be what a user made of an old one: that must not come back. */
    private boolean mayBeReplaced(Collection<Instance> holding) {
        Set<Instance> holders = Set.copyOf(holding);
        return instances.stream()
                .filter(instance -> !holders.contains(instance))
                .anyMatch(Instance::isEdited);
    }

    /** The instance behind each endpoint that has one. */
    public Map<Endpoint, Instance> holders() {
        return InstancePlan.holders(legacy.endpoints(), instances);
    }

    /** The instances about which the names of their models tell whose base URL they lack. */
    public List<Instance> ambiguous() {
        Set<Endpoint> endpoints = legacy.endpoints().keySet();
        if (endpoints.size() == 1) {
            return List.of();
        }
        return instances.stream()
                .filter(instance ->
                        endpoints.stream().filter(instance::mayLackBaseUrl).count() > 1)
                .toList();
    }

    /** The name by which the catalogue is asked: the stored one unless only the old table has the catalogue's spelling. */
    public String name(Catalogue catalogue) {
        return provider != null && catalogue.has(provider.name()) ? provider.name() : legacy.name();
    }
}
