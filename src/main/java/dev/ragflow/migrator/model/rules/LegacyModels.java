package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.OldReference;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.domain.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One tenant's rows of {@code tenant_llm}, and how RAGFlow up to v0.25 found one of them by a reference. */
public final class LegacyModels {

    private final Collation collation;
    private final Map<String, List<LegacyModel>> byKey = new HashMap<>();

    /** @param collation how the old application's database compared names */
    LegacyModels(List<LegacyModel> models, Collation collation) {
        this.collation = collation;
        for (LegacyModel model : models) {
            if (model.isNamed()) {
                byKey.computeIfAbsent(collation.key(model.name()), key -> new ArrayList<>(1))
                        .add(model);
            }
        }
    }

    /** The rows that have exactly this name. */
    List<LegacyModel> named(String name) {
        return alike(name).stream().filter(model -> model.name().equals(name)).toList();
    }

    /**
     * The row a stored reference means, in the old application's order: exact name and factory, the factory's suffixed name, the
     * bare name in any factory. Of several rows the one with the number in {@code hint} wins, which is the one v0.25 used, then
     * one of the slot's type, then the lowest factory and name.
     *
     * @param hint the INT {@code tenant_*_id} that v0.25 left beside the reference; decides among rows of one name only
     */
    public Optional<LegacyModel> find(String reference, Factories factories, Slot slot, @Nullable Long hint) {
        OldReference old = OldReference.parse(reference, factories);
        LegacyModel found = null;
        String factory = old.factory();
        if (factory != null) {
            found = best(old.name(), factory, slot, hint);
            if (found == null) {
                found = best(Factories.suffixed(old.name(), factory), factory, slot, hint);
            }
        }
        return Optional.ofNullable(found != null ? found : best(old.name(), null, slot, hint));
    }

    /** An exact match comes first; the database's own comparison was coarser on MySQL only. */
    private @Nullable LegacyModel best(String name, @Nullable String factory, Slot slot, @Nullable Long hint) {
        String factoryKey = factory == null ? null : collation.key(factory);
        LegacyModel exact = null;
        LegacyModel same = null;
        for (LegacyModel model : alike(name)) {
            if (model.name().equals(name) && (factory == null || model.factory().equals(factory))) {
                exact = better(exact, model, slot, hint);
            } else if (factoryKey == null || collation.key(model.factory()).equals(factoryKey)) {
                same = better(same, model, slot, hint);
            }
        }
        return exact != null ? exact : same;
    }

    private static LegacyModel better(@Nullable LegacyModel one, LegacyModel other, Slot slot, @Nullable Long hint) {
        return one == null || compare(other, one, slot, hint) < 0 ? other : one;
    }

    private static int compare(LegacyModel one, LegacyModel other, Slot slot, @Nullable Long hint) {
        boolean oneHinted = hint != null && Objects.equals(hint, one.id());
        boolean otherHinted = hint != null && Objects.equals(hint, other.id());
        if (oneHinted != otherHinted) {
            return oneHinted ? -1 : 1;
        }
        int byRank = Integer.compare(slot.rank(one.type()), slot.rank(other.type()));
        if (byRank != 0) {
            return byRank;
        }
        int byFactory = Texts.BINARY.compare(one.factory(), other.factory());
        return byFactory != 0 ? byFactory : Texts.BINARY.compare(one.name(), other.name());
    }

    /** The rows whose names the database took for this one. */
    private List<LegacyModel> alike(String name) {
        return byKey.getOrDefault(collation.key(name), List.of());
    }
}
