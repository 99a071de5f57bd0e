package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.model.rules.ModelRows;
import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.Ownership;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says for the old rows of one provider whether the new tables still hold them: same decoded credential, base URL, type and state.
 *
 * <p>While the version marker is below v0.26.0, and no instance of the provider was edited or named by a user, everything must be
 * there. Otherwise what is missing or differs may be a user's doing and takes no part, but for what no user can have done: a base
 * URL or key that is wrong on an instance that nobody edited, and a state that this program wrote itself.
 */
final class ModelJudge {

    static final String NAMELESS = "without a name";
    static final String RETIRED = "of providers that the release does not have";
    static final String UNKNOWN_TYPE = "of unknown type";
    static final String CHANGED = "changed or removed by users since";

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final boolean typesAreBits;
    private final Counter counter;
    private final Samples unknownTypes;
    private final Samples unheld;

    ModelJudge(
            Catalogue catalogue,
            Ownership ownership,
            boolean typesAreBits,
            Counter counter,
            Samples unknownTypes,
            Samples unheld) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.typesAreBits = typesAreBits;
        this.counter = counter;
        this.unknownTypes = unknownTypes;
        this.unheld = unheld;
    }

    /** @param stored the models by instance */
    void judge(ProviderEndpoints provider, Map<String, ModelSet> stored) {
        provider.endpoints().forEach((endpoint, models) -> {
            counter.apart(
                    NAMELESS, models.stream().filter(model -> !model.isNamed()).count());
            provider.named(endpoint).values().forEach(rows -> judge(provider, endpoint, rows, stored));
        });
    }

    /**
     * Whether a missing credential cannot be a user's doing: migrations make {@code default} instances out of old credentials only,
     * so that one which nobody edited and which has none of them was damaged.
     */
    private static boolean hasDamagedInstance(ProviderEndpoints provider) {
        Set<Instance> holders = Set.copyOf(provider.holders().values());
        return provider.state().instances().stream()
                .anyMatch(instance -> !holders.contains(instance) && untouched(provider.state(), instance));
    }

    private void judge(
            ProviderEndpoints provider, Endpoint endpoint, List<LegacyModel> models, Map<String, ModelSet> stored) {
        ProviderState state = provider.state();
        Instance instance = provider.holders().get(endpoint);
        ModelRows rows = new ModelRows(catalogue, state.name(catalogue), models);
        if (rows.isRetired()) {
            counter.apart(RETIRED, models.size());
        } else if (rows.types().isEmpty()
                && (instance == null
                        || named(instance, models, stored).stream().allMatch(model -> model.bits() == 0))) {
            counter.apart(UNKNOWN_TYPE, models.size());
            models.forEach(model -> unknownTypes.add(key(state, model)));
        } else if (instance == null) {
            boolean damaged = hasDamagedInstance(provider);
            boolean must = damaged
                    || (!ownership.newTables()
                            && state.instances().stream().allMatch(other -> untouched(state, other)));
            missing(state, models, must, "no instance has its key and base URL");
            if (damaged && ownership.newTables()) {
                models.forEach(model -> unheld.add(key(state, model)));
            }
        } else {
            found(state, endpoint, instance, models, rows, named(instance, models, stored));
        }
    }

    private void found(
            ProviderState state,
            Endpoint endpoint,
            Instance instance,
            List<LegacyModel> models,
            ModelRows rows,
            List<ModelSet.Model> stored) {
        boolean untouched = untouched(state, instance);
        if (!instance.stored().equals(endpoint) && !instance.isEdited()) {
            missing(state, models, true, "its instance has another key or base URL");
        } else if (models.stream().anyMatch(LegacyModel::enabled) && !instance.active()) {
            missing(state, models, untouched && !ownership.newTables(), "its instance is inactive");
        } else {
            String wrong = typesAreBits ? wrongBits(models, rows, stored) : wrongWords(rows, models, stored);
            if (wrong.isEmpty()) {
                counter.preserved(models.size());
            } else {
                boolean must = (untouched && !ownership.newTables())
                        || (!stored.isEmpty() && stored.stream().allMatch(ModelSet.Model::ours));
                missing(state, models, must, wrong);
            }
        }
    }

    /** What is wrong with the one row a model has in v0.27; empty if nothing. */
    private static String wrongBits(List<LegacyModel> models, ModelRows rows, List<ModelSet.Model> stored) {
        boolean enabled = models.stream().anyMatch(LegacyModel::enabled);
        Set<ModelType> wanted = own(models, enabled);
        Set<ModelType> types = wanted.isEmpty() ? rows.types() : wanted;
        if (stored.isEmpty()) {
            return "it has no row";
        }
        if (!types.stream().allMatch(type -> stored.stream().anyMatch(row -> row.has(type)))) {
            return "a type is missing";
        }
        return stored.stream().allMatch(row -> row.status().equals(enabled ? "active" : "inactive"))
                ? ""
                : "it was " + (enabled ? "on" : "off");
    }

    /** The same in v0.26, where a catalogue model without a row is on. */
    private static String wrongWords(ModelRows rows, List<LegacyModel> models, List<ModelSet.Model> stored) {
        List<ModelRows.Row> needed = rows.needed();
        for (ModelRows.Row row : needed) {
            List<ModelSet.Model> same =
                    stored.stream().filter(found -> found.has(row.type())).toList();
            if (same.isEmpty()) {
                return "it has no row of type " + row.type().word();
            }
            if (same.stream().noneMatch(found -> found.status().equals(row.status()))) {
                return "it was " + (row.active() ? "on" : "off");
            }
        }
        boolean off = models.stream().anyMatch(LegacyModel::enabled)
                && own(models, true).stream().anyMatch(type -> stored.stream()
                        .anyMatch(found -> found.has(type) && !found.status().equals("active")));
        return off ? "it was on" : "";
    }

    private static Set<ModelType> own(List<LegacyModel> models, boolean enabled) {
        return models.stream()
                .filter(model -> model.enabled() == enabled)
                .flatMap(model -> Stream.ofNullable(model.type()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void missing(ProviderState state, List<LegacyModel> models, boolean must, String reason) {
        if (must) {
            models.forEach(model -> counter.lost(key(state, model) + ": " + reason));
        } else {
            counter.apart(CHANGED, models.size());
        }
    }

    private static boolean untouched(ProviderState state, Instance instance) {
        return !instance.isEdited() && instance.isNamedByScript(state.legacy().spellings());
    }

    private static List<ModelSet.Model> named(
            Instance instance, List<LegacyModel> models, Map<String, ModelSet> stored) {
        return stored.getOrDefault(instance.id(), ModelSet.NONE)
                .named(models.get(0).name());
    }

    private static String key(ProviderState state, LegacyModel model) {
        return LegacyTable.NAME + " " + state.tenant() + " | " + model.factory() + " | " + model.name();
    }
}
