package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Texts;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows that v0.27 needs for what a tenant had in its old table and for what the catalogue offers beside it, without a row of
 * v0.26 in between. They are what the way through v0.26's rows would give.
 */
public final class BitRows {

    private final Catalogue target;
    private final Catalogue previous;
    private final ModelMerge merge;

    /**
     * @param target the catalogue of the release that is aimed at
     * @param previous v0.26.4's own; a model that only it has is kept where the tenant's old table has it
     */
    public BitRows(Catalogue target, Catalogue previous) {
        this.target = target;
        this.previous = previous;
        this.merge = new ModelMerge(target, previous);
    }

    /** The names of all models of an instance: the catalogue's and those of its old rows. */
    public Set<String> names(String provider, Map<String, List<LegacyModel>> legacy) {
        Set<String> names = new TreeSet<>(Texts.BINARY);
        names.addAll(target.models(provider).keySet());
        names.addAll(legacy.keySet());
        return names;
    }

    /**
     * One model; empty where nobody knows what it does.
     *
     * @param provider the name by which the catalogue knows the provider
     * @param legacy the model's old rows; none for a model of the catalogue alone
     */
    Optional<MergedRow> row(String provider, Instance instance, String name, List<LegacyModel> legacy) {
        List<LegacyModel> on = legacy.stream().filter(LegacyModel::enabled).toList();
        Set<ModelType> types = EnumSet.noneOf(ModelType.class);
        types.addAll(target.types(provider, name));
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
                        merge.extra(provider, name, null, legacy),
                        null));
    }

    /** One model by its rows of v0.26; empty where they say nothing. */
    Optional<MergedRow> row(String provider, Instance instance, List<TypedRow> former, List<LegacyModel> legacy) {
        return former.isEmpty()
                ? Optional.empty()
                : merge.model(provider, instance, former.get(0).name(), former, legacy);
    }

    /** What a row without a type tells of a model, completed. */
    String extra(String provider, TypedRow row, List<LegacyModel> legacy) {
        return merge.extra(provider, row.name(), row, legacy);
    }
}
