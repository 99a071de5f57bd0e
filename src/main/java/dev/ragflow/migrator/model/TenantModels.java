package dev.ragflow.migrator.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One tenant's models in the old table and in the new ones, and what a stored reference to one of them becomes. */
final class TenantModels {

    /** What becomes of a reference. */
    enum Kind {
        /** It names a model of the old table, and where that is now. */
        RESOLVED,
        /** It named a model at a provider that nobody has; it now says which instance is meant. */
        DEFAULTED,
        /** It has the new form already. */
        MIGRATED,
        /** Its model's credential is in none of the new instances. */
        HOMELESS,
        /** The old application found nothing either. */
        UNKNOWN
    }

    /** A model that a reference uses for something it does not list. */
    record Extra(Provider provider, Instance instance, ModelRows.Row row) {}

    /** @param text the new text; the old one where nothing changes */
    record Outcome(Kind kind, String text, Optional<Extra> extra) {}

    private record Home(Provider provider, Instance instance, ModelRows rows) {}

    private final Factories factories;
    private final LegacyModels legacy;
    private final boolean oldRulesFirst;
    private final Collation providerNames;
    private final Map<LegacyModel, Home> homes = new IdentityHashMap<>();
    private final Map<String, Provider> providers = new HashMap<>();
    private final Map<String, Set<String>> instances = new HashMap<>();
    private final Set<String> renamed = new HashSet<>();

    /**
     * @param oldRulesFirst whether a text that both rules understand was written by the old application
     * @param renamedBefore instances named default-N that are older than this were named so by this program, epoch milliseconds
     */
    TenantModels(
            TenantReader.Tenant tenant,
            Catalogue catalogue,
            Collation legacyNames,
            Collation providerNames,
            boolean oldRulesFirst,
            long renamedBefore) {
        this.oldRulesFirst = oldRulesFirst;
        this.providerNames = providerNames;
        this.factories = new Factories(
                catalogue,
                tenant.rows().stream().map(row -> row.model().factory()).toList());
        this.legacy =
                new LegacyModels(tenant.rows().stream().map(LegacyRow::model).toList(), legacyNames);
        for (Provider provider : tenant.providers()) {
            providers.put(providerNames.key(provider.name()), provider);
            List<Instance> own = tenant.instances().getOrDefault(provider.id(), List.of());
            own.forEach(instance -> instances
                    .computeIfAbsent(provider.id(), id -> new HashSet<>())
                    .add(providerNames.key(instance.name())));
            if (own.stream().anyMatch(instance -> instance.wasRenamed(renamedBefore))) {
                renamed.add(provider.id());
            }
        }
        tenant.states().forEach(state -> addHomes(state, catalogue));
    }

    private void addHomes(ProviderState state, Catalogue catalogue) {
        Provider provider = state.provider();
        if (provider == null) {
            return;
        }
        Map<Endpoint, Instance> holders = state.holders();
        state.legacy().endpoints().forEach((endpoint, models) -> {
            Instance instance = holders.get(endpoint);
            if (instance != null) {
                for (List<LegacyModel> rows : ProviderGroup.byName(models).values()) {
                    Home home = new Home(provider, instance, new ModelRows(catalogue, state.name(catalogue), rows));
                    rows.forEach(row -> homes.put(row, home));
                }
            }
        });
    }

    /**
     * Says what a reference becomes.
     *
     * @param onlyModels whether a text that resolves to no model is to be left alone whatever it looks like
     */
    Outcome resolve(String text, Slot slot, @Nullable Long hint, boolean onlyModels) {
        Optional<ModelReference> migrated = ModelReference.parse(text).filter(this::exists);
        if (migrated.isPresent() && (!oldRulesFirst || isOwnOutput(migrated.get()))) {
            return inNewForm(text, migrated.get(), slot);
        }
        Optional<LegacyModel> model = legacy.find(text, factories, slot, hint);
        Home home = model.map(homes::get).orElse(null);
        if (model.isPresent() && home != null) {
            return resolved(Kind.RESOLVED, model.get(), home, slot);
        }
        if (migrated.isPresent()) {
            return inNewForm(text, migrated.get(), slot);
        }
        if (!onlyModels && OldReference.isNameAtFactory(text, factories)) {
            int at = text.indexOf('@');
            String provider = Factories.canonical(text.substring(at + 1));
            Provider stored = providers.get(providerNames.key(provider));
            if (stored != null && lacksDefault(stored)) {
                // the short form finds the provider's only instance; naming one that is not there would not
                return new Outcome(Kind.MIGRATED, text, Optional.empty());
            }
            ModelReference reference = new ModelReference(
                    text.substring(0, at), ModelReference.DEFAULT_INSTANCE, stored == null ? provider : stored.name());
            return new Outcome(Kind.DEFAULTED, reference.text(), Optional.empty());
        }
        return new Outcome(model.isPresent() ? Kind.HOMELESS : Kind.UNKNOWN, text, Optional.empty());
    }

    /** RAGFlow's own script wrote {@code default} for every instance; where that was ambiguous, the old table decides. */
    private Outcome inNewForm(String text, ModelReference reference, Slot slot) {
        Provider provider = providers.get(providerNames.key(reference.provider()));
        boolean ambiguous = provider != null
                && renamed.contains(provider.id())
                && reference.instance().equals(ModelReference.DEFAULT_INSTANCE);
        Optional<LegacyModel> model = ambiguous
                ? legacy.find(reference.model() + "@" + reference.provider(), factories, slot, null)
                : Optional.empty();
        Home home = model.map(homes::get).orElse(null);
        return model.isPresent()
                        && home != null
                        && provider != null
                        && home.provider().id().equals(provider.id())
                ? resolved(Kind.RESOLVED, model.get(), home, slot)
                : new Outcome(Kind.MIGRATED, text, Optional.empty());
    }

    private static Outcome resolved(Kind kind, LegacyModel model, Home home, Slot slot) {
        ModelReference reference = new ModelReference(
                model.name(), home.instance().name(), home.provider().name());
        return new Outcome(
                kind,
                reference.text(),
                home.rows().neededFor(slot).map(row -> new Extra(home.provider(), home.instance(), row)));
    }

    /**
     * Whether {@code m@default@P} is what this program makes of {@code m@P}. It must never become longer, also where the tenant
     * has a model that is named {@code m@default}.
     */
    private boolean isOwnOutput(ModelReference reference) {
        return reference.instance().equals(ModelReference.DEFAULT_INSTANCE)
                && homes.keySet().stream().anyMatch(model -> model.name().equals(reference.model()));
    }

    private boolean lacksDefault(Provider provider) {
        Set<String> names = instances.getOrDefault(provider.id(), Set.of());
        return !names.isEmpty() && !names.contains(providerNames.key(ModelReference.DEFAULT_INSTANCE));
    }

    private boolean exists(ModelReference reference) {
        Provider provider = providers.get(providerNames.key(reference.provider()));
        return provider != null
                && instances.getOrDefault(provider.id(), Set.of()).contains(providerNames.key(reference.instance()));
    }
}
