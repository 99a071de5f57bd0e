package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.domain.ModelExtra;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Texts;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one row of each model of an instance out of what v0.26 showed for it: its rows, type by type, and enabled every type of
 * the catalogue that has no row. v0.27 has no such fallback, so the catalogue's models need rows too.
 *
 * <p>About models that an earlier run of this program had to leave out of v0.26's table, see {@link LeftOut}, {@code tenant_llm}
 * still decides.
 */
public final class ModelMerge {

    private final Catalogue target;
    private final Catalogue previous;
    private final LeftOut leftOut;

    /**
     * @param target the catalogue of the release that is aimed at
     * @param previous v0.26.4's own; a model that only it has is kept where the tenant's old table has it
     */
    public ModelMerge(Catalogue target, Catalogue previous) {
        this.target = target;
        this.previous = previous;
        this.leftOut = new LeftOut(target, previous);
    }

    /**
     * The rows of one instance, in the order of their names.
     *
     * @param tally counts what is left out
     */
    public List<MergedRow> merge(InstanceModels known, Tally tally) {
        List<MergedRow> merged = new ArrayList<>();
        merge(known, target.models(known.provider()).keySet(), tally)
                .values()
                .forEach(row -> row.ifPresent(merged::add));
        return merged;
    }

    /**
     * The rows of those models of an instance of which its rows or its old rows tell something, by name; empty for a model that has
     * none. All others are as {@link #standard} has them.
     */
    public Map<String, Optional<MergedRow>> own(InstanceModels known, Tally tally) {
        return merge(known, Set.of(), tally);
    }

    /** The rows of an instance of which nothing is known but its provider; the ids in them are empty. */
    public List<MergedRow> standard(String provider) {
        List<MergedRow> rows = new ArrayList<>();
        for (String name : new TreeSet<>(target.models(provider).keySet())) {
            merge(provider, "", "", name, List.of(), List.of(), Set.of(), new Tally())
                    .ifPresent(rows::add);
        }
        return rows;
    }

    private Map<String, Optional<MergedRow>> merge(InstanceModels known, Set<String> builtIn, Tally tally) {
        Map<String, List<TypedRow>> byName = new TreeMap<>(Texts.BINARY);
        for (TypedRow row : known.rows()) {
            if (row.name().isEmpty()) {
                tally.skipped("row without a model name", 1);
            } else {
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
            }
        }
        Map<String, List<LegacyModel>> oldByName = ProviderGroup.byName(known.legacy());
        Set<String> names = new TreeSet<>(Texts.BINARY);
        names.addAll(byName.keySet());
        names.addAll(builtIn);
        names.addAll(oldByName.keySet());
        Map<String, Optional<MergedRow>> merged = new LinkedHashMap<>();
        for (String name : names) {
            List<TypedRow> rows = byName.getOrDefault(name, List.of());
            List<LegacyModel> legacy = oldByName.getOrDefault(name, List.of());
            Set<ModelType> slots = known.slots().getOrDefault(name, Set.of());
            String instance = known.instance().id();
            String providerId = known.instance().providerId();
            merged.put(
                    name,
                    leftOut.includes(known, rows, legacy)
                            ? ofOldRows(known.provider(), known.instance(), name, legacy, slots)
                            : merge(known.provider(), providerId, instance, name, rows, legacy, slots, tally));
        }
        return merged;
    }

    /** The names of all models of an instance: the catalogue's and those of its old rows. */
    public Set<String> names(String provider, Map<String, List<LegacyModel>> legacy) {
        Set<String> names = new TreeSet<>(Texts.BINARY);
        names.addAll(target.models(provider).keySet());
        names.addAll(legacy.keySet());
        return names;
    }

    /**
     * One model without a row of v0.26 in between, as the way through such rows would give it; empty where nobody knows what it does.
     *
     * @param provider the name by which the catalogue knows the provider
     * @param legacy the model's old rows; none for a model of the catalogue alone
     * @param slots the types that references ask of it
     */
    Optional<MergedRow> ofOldRows(
            String provider, Instance instance, String name, List<LegacyModel> legacy, Set<ModelType> slots) {
        List<LegacyModel> on = legacy.stream().filter(LegacyModel::enabled).toList();
        Set<ModelType> types = EnumSet.noneOf(ModelType.class);
        types.addAll(target.types(provider, name));
        types.addAll(slots);
        if (!legacy.isEmpty()) {
            types.addAll(previous.types(provider, name));
        }
        for (LegacyModel model : on.isEmpty() ? legacy : on) {
            Optional.ofNullable(model.type()).ifPresent(types::add);
        }
        boolean active = target.has(provider) && (legacy.isEmpty() || !on.isEmpty());
        return types.isEmpty()
                ? Optional.empty()
                : Optional.of(new MergedRow(
                        null,
                        instance.providerId(),
                        instance.id(),
                        name,
                        ModelType.bits(types),
                        active,
                        extra(provider, name, null, legacy),
                        null));
    }

    /** One model by its rows of v0.26; empty where it has no type. */
    Optional<MergedRow> model(
            String provider, Instance instance, String name, List<TypedRow> rows, List<LegacyModel> legacy) {
        return merge(provider, instance.providerId(), instance.id(), name, rows, legacy, Set.of(), new Tally());
    }

    private Optional<MergedRow> merge(
            String provider,
            String providerId,
            String instanceId,
            String name,
            List<TypedRow> rows,
            List<LegacyModel> legacy,
            Set<ModelType> slots,
            Tally tally) {
        boolean retired = !target.has(provider);
        Set<ModelType> builtIn = EnumSet.noneOf(ModelType.class);
        builtIn.addAll(target.types(provider, name));
        if (!legacy.isEmpty()) {
            builtIn.addAll(previous.types(provider, name));
        }
        Set<ModelType> active = EnumSet.noneOf(ModelType.class);
        Set<ModelType> inactive = EnumSet.noneOf(ModelType.class);
        Set<ModelType> mentioned = EnumSet.noneOf(ModelType.class);
        boolean unknown = false;
        for (TypedRow row : rows) {
            Set<ModelType> types = ModelType.of(row.type()).map(Set::of).orElse(builtIn);
            unknown |= types.isEmpty();
            mentioned.addAll(types);
            (row.isActive() ? active : row.isInactive() ? inactive : EnumSet.noneOf(ModelType.class)).addAll(types);
        }
        Set<ModelType> before = previous.types(provider, name);
        builtIn.stream()
                .filter(type -> !mentioned.contains(type) && before.contains(type))
                .forEach(active::add);
        // what only the target gives a model must not switch it on where it was off
        Set<ModelType> others = active.isEmpty() && !inactive.isEmpty() ? inactive : active;
        builtIn.stream().filter(type -> !mentioned.contains(type)).forEach(others::add);
        if (retired) {
            inactive.addAll(active);
            active.clear();
            Stream.concat(legacy.stream().map(LegacyModel::type).filter(Objects::nonNull), slots.stream())
                    .filter(type -> !mentioned.contains(type))
                    .forEach(inactive::add);
        }
        Set<ModelType> types = active.isEmpty() ? inactive : active;
        if (types.isEmpty()) {
            if (unknown) {
                tally.skipped(ModelType.UNKNOWN, 1);
            } else if (!rows.isEmpty()) {
                tally.skipped("model whose types are all unsupported", 1);
            }
            return Optional.empty();
        }
        TypedRow kept = kept(rows);
        String extra = extra(provider, name, kept, legacy);
        return Optional.of(new MergedRow(
                kept == null ? null : kept.id(),
                providerId,
                instanceId,
                name,
                ModelType.bits(types),
                !active.isEmpty(),
                extra,
                kept == null ? null : kept.times()));
    }

    /** The row that lives on: one whose id is in use, else an active one, else the one with the lowest id. */
    private static @Nullable TypedRow kept(List<TypedRow> rows) {
        return rows.stream()
                .min(Comparator.comparing((TypedRow row) -> !row.named())
                        .thenComparing(row -> !row.isActive())
                        .thenComparing(row -> !row.isInactive())
                        .thenComparing(TypedRow::id))
                .orElse(null);
    }

    /** The row's own figures, else those of the tenant's old row, else the catalogue's. */
    String extra(String provider, String name, @Nullable TypedRow kept, List<LegacyModel> legacy) {
        Optional<Catalogue.Entry> entry = target.find(provider, name).or(() -> previous.find(provider, name));
        boolean tools = legacy.stream()
                .map(LegacyModel::tools)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> target.tools(provider, name));
        Long maxTokens = legacy.stream()
                .map(LegacyModel::maxTokens)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> entry.map(Catalogue.Entry::maxTokens).orElse(null));
        return kept == null || leftOut.isDefault(provider, kept, legacy)
                ? ModelExtra.of(tools, maxTokens)
                : ModelExtra.completed(kept.extra(), tools, maxTokens);
    }
}
