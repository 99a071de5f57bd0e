package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MadeUpId;
import dev.ragflow.migrator.model.domain.ModelKey;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one model of one instance needs in v0.26's {@code tenant_model}. The application enables a catalogue model
 * without rows type by type, so rows are for disabled models and for what the catalogue does not know.
 */
public final class ModelRows {

    /**
     * A row of {@code tenant_model}.
     *
     * @param maxTokens null where the old row does not tell
     */
    public record Row(
            String name,
            ModelType type,
            boolean active,
            boolean tools,
            @Nullable Long maxTokens) {

        public ModelKey key(String instanceId) {
            return new ModelKey(instanceId, name, type.word());
        }

        /** The row at an instance, made at a moment in epoch milliseconds. */
        public TypedRow of(String providerId, String instanceId, long at) {
            return new TypedRow(
                    MadeUpId.of(instanceId, name, type.word()),
                    providerId,
                    instanceId,
                    name,
                    type.word(),
                    status(),
                    extra(),
                    new TypedRow.RowTimes(at, null, at, null),
                    false);
        }

        public String status() {
            return active ? "active" : "inactive";
        }

        /** The column {@code extra}. */
        public String extra() {
            return "{\"is_tools\": " + tools + (maxTokens == null ? "" : ", \"max_tokens\": " + maxTokens) + "}";
        }
    }

    private final Catalogue catalogue;
    private final String provider;
    private final String name;
    private final List<LegacyModel> models;
    private final Set<ModelType> builtIn;
    private final Set<ModelType> listed;

    /** @param models the old rows of this name at this instance, at least one; more than one where two factories became one */
    public ModelRows(Catalogue catalogue, String provider, List<LegacyModel> models) {
        this(catalogue, catalogue, provider, models);
    }

    /**
     * For rows that the release between reads too: a model needs none only where both releases know it by themselves.
     *
     * @param previous the catalogue of that release
     */
    public ModelRows(Catalogue catalogue, Catalogue previous, String provider, List<LegacyModel> models) {
        this.catalogue = catalogue;
        this.provider = provider;
        this.name = models.get(0).name();
        this.models = models;
        this.listed = join(catalogue.types(provider, name), previous.types(provider, name));
        this.builtIn = join(catalogue.types(provider, name), Set.of());
        builtIn.retainAll(previous.types(provider, name));
    }

    /** Whether the target cannot list the model at all, since its provider is none of its own (v0.26 fails on such rows). */
    public boolean isRetired() {
        return !catalogue.has(provider);
    }

    /** Every type the model has: those of the catalogues and its own rows'. Empty if nobody knows what it does. */
    public Set<ModelType> types() {
        return join(listed, own(models));
    }

    /** The rows without which the model would be lost, or switched on where it was off. */
    public List<Row> needed() {
        if (isRetired()) {
            return List.of();
        }
        List<LegacyModel> on = models.stream().filter(LegacyModel::enabled).toList();
        List<Row> rows = new ArrayList<>();
        Set<ModelType> active = own(on);
        for (ModelType type : on.isEmpty() ? types() : own(models)) {
            if (on.isEmpty() || !builtIn.contains(type)) {
                rows.add(row(type, active.contains(type)));
            }
        }
        return rows;
    }

    /** What the catalogue offers by itself and the old rows have on: no row is needed, but one that says otherwise is wrong. */
    public List<Row> offered() {
        return isRetired()
                ? List.of()
                : own(models.stream().filter(LegacyModel::enabled).toList()).stream()
                        .filter(builtIn::contains)
                        .map(type -> row(type, true))
                        .toList();
    }

    /** The row that a reference in {@code slot} adds; empty where the model serves that slot anyway. */
    Optional<Row> neededFor(Slot slot) {
        boolean active = !isRetired() && models.stream().anyMatch(LegacyModel::enabled);
        return slot.missing(types()).map(type -> row(type, active));
    }

    private Row row(ModelType type, boolean active) {
        LegacyModel best = models.stream()
                .filter(model -> model.enabled() == active && type == model.type())
                .findFirst()
                .orElse(models.get(0));
        boolean tools = models.stream()
                .map(LegacyModel::tools)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> catalogue.tools(provider, name));
        return new Row(name, type, active, tools, best.maxTokens());
    }

    private static Set<ModelType> own(List<LegacyModel> models) {
        EnumSet<ModelType> types = EnumSet.noneOf(ModelType.class);
        models.forEach(model -> Optional.ofNullable(model.type()).ifPresent(types::add));
        return types;
    }

    private static Set<ModelType> join(Set<ModelType> one, Set<ModelType> other) {
        EnumSet<ModelType> types = EnumSet.noneOf(ModelType.class);
        types.addAll(one);
        types.addAll(other);
        return types;
    }
}
