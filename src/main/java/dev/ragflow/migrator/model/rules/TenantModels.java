package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One tenant's models in the old table, and where they are in the new ones. Holds no credentials, so it may be kept. */
public final class TenantModels {

    /**
     * What is the same for all tenants.
     *
     * @param previous the catalogue that was good so far; the same where no release lies between
     * @param factories every name the application takes for a factory, beside the tenant's own
     * @param legacyNames how tenant_llm compares names
     * @param names how the new tables compare names
     * @param firstStarted when this program first began, epoch milliseconds
     */
    public record Rules(
            Catalogue catalogue,
            Catalogue previous,
            Factories factories,
            Collation legacyNames,
            Collation names,
            long firstStarted) {

        public TenantFacts facts(TenantState tenant) {
            return TenantFacts.of(tenant, catalogue, firstStarted);
        }
    }

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
    public record ProviderView(String id, String name, Map<String, String> instances, boolean renamed) {

        boolean hasDefault() {
            return instances.containsKey(ModelReference.DEFAULT_INSTANCE);
        }
    }

    private final Rules rules;
    private final TenantFacts facts;
    private final Factories factories;
    private final LegacyModels legacy;
    private final Map<LegacyModel, TenantFacts.Place> places;
    private final Map<String, ProviderView> providers = new HashMap<>();

    public TenantModels(Rules rules, TenantFacts facts) {
        this.rules = rules;
        this.facts = facts;
        this.factories = rules.factories().with(facts.factories());
        List<LegacyModel> rows = new ArrayList<>(facts.unheld());
        this.places = new IdentityHashMap<>();
        for (TenantFacts.Place place : facts.places()) {
            rows.addAll(place.models());
            place.models().forEach(model -> places.put(model, place));
        }
        this.legacy = new LegacyModels(rows, rules.legacyNames());
        for (TenantFacts.Named provider : facts.providers()) {
            Map<String, String> instances = new HashMap<>();
            provider.instances()
                    .forEach(instance -> instances.putIfAbsent(rules.names().key(instance.name()), instance.id()));
            providers.put(
                    rules.names().key(provider.name()),
                    new ProviderView(provider.id(), provider.name(), instances, provider.renamed()));
        }
    }

    /**
     * The rows by which a model stays that the release before offered by itself and the target does not; none for any other. The
     * reference is in the new form and names an instance that is there.
     */
    List<ReferenceRules.Extra> formerlyBuiltIn(ProviderView provider, ModelReference reference, Slot slot) {
        Catalogue catalogue = rules.catalogue();
        Catalogue previous = rules.previous();
        Set<ModelType> types = previous.types(provider.name(), reference.model());
        String instance = provider.instances().get(rules.names().key(reference.instance()));
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

    /** An old row's model with its place. */
    record Placed(LegacyModel model, Home home) {}

    /**
     * The only model of a slot's type whose reference, as RAGFlow's script writes it or as it is now, begins with a text; empty
     * where there is none, or more than one.
     */
    Optional<Placed> beginningWith(String text, Slot slot) {
        List<Placed> found = new ArrayList<>();
        for (LegacyModel model : places.keySet()) {
            Home home = home(model).orElseThrow();
            String script = new ModelReference(
                            model.name(),
                            ModelReference.DEFAULT_INSTANCE,
                            home.provider().name())
                    .text();
            boolean begins =
                    script.startsWith(text) || home.reference(model).text().startsWith(text);
            if (begins && slot.missing(home.rows().types()).isEmpty()) {
                found.add(new Placed(model, home));
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** How many old rows the tenant has; at least 1, so that tenants without any count too. */
    public int size() {
        return Math.max(1, facts.rows());
    }

    public Factories factories() {
        return factories;
    }

    public LegacyModels legacy() {
        return legacy;
    }

    /** Where an old row's model is; empty where no instance has its credential. */
    public Optional<Home> home(LegacyModel model) {
        return Optional.ofNullable(places.get(model)).map(place -> home(model, place));
    }

    private Home home(LegacyModel model, TenantFacts.Place place) {
        TenantFacts.Made instance = instance(place);
        List<LegacyModel> sameName = legacy.named(model.name()).stream()
                .filter(other -> places.get(other) == place)
                .toList();
        ModelRows rows = new ModelRows(rules.catalogue(), place.catalogueName(), sameName);
        return new Home(view(place), instance.id(), instance.name(), instance.at(), rows);
    }

    private TenantFacts.Made instance(TenantFacts.Place place) {
        return facts.providers().get(place.provider()).instances().get(place.instance());
    }

    private ProviderView view(TenantFacts.Place place) {
        return provider(facts.providers().get(place.provider()).name()).orElseThrow();
    }

    public Optional<ProviderView> provider(String name) {
        return Optional.ofNullable(providers.get(rules.names().key(name)));
    }

    /** Whether there is such an instance. */
    boolean exists(ModelReference reference) {
        return provider(reference.provider())
                .map(provider -> provider.instances().containsKey(rules.names().key(reference.instance())))
                .orElse(false);
    }

    /** Where the model of a reference in the new form is, if it comes from the old table. */
    public Optional<Home> home(ProviderView provider, ModelReference reference) {
        String instance = rules.names().key(reference.instance());
        for (LegacyModel model : legacy.named(reference.model())) {
            TenantFacts.Place place = places.get(model);
            if (place != null
                    && view(place).equals(provider)
                    && rules.names().key(instance(place).name()).equals(instance)) {
                return Optional.of(home(model, place));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether one of the provider's models in the old table has exactly this name, at the instance the reference names or, for
     * the default instance, at any.
     */
    public boolean has(ProviderView provider, ModelReference reference) {
        boolean anywhere = reference.instance().equals(ModelReference.DEFAULT_INSTANCE);
        for (LegacyModel model : legacy.named(reference.model())) {
            TenantFacts.Place place = places.get(model);
            if (place != null
                    && view(place).equals(provider)
                    && (anywhere || instance(place).name().equals(reference.instance()))) {
                return true;
            }
        }
        return false;
    }
}
