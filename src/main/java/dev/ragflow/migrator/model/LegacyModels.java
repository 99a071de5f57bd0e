package dev.ragflow.migrator.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One tenant's rows of {@code tenant_llm}, and how RAGFlow up to v0.25 found one of them by a reference. */
final class LegacyModels {

    private final List<LegacyModel> models;
    private final Collation collation;

    /** @param collation how the old application's database compared names */
    LegacyModels(List<LegacyModel> models, Collation collation) {
        this.models = models.stream().filter(LegacyModel::isNamed).toList();
        this.collation = collation;
    }

    /**
     * The row a stored reference means, in the old application's order: exact name and factory, the factory's suffixed name, the
     * bare name in any factory. Of several rows the one with the number in {@code hint} wins, which is the one v0.25 used, then
     * one of the slot's type, then the lowest factory and name.
     *
     * @param hint the INT {@code tenant_*_id} that v0.25 left beside the reference; decides among rows of one name only
     */
    Optional<LegacyModel> find(String reference, Factories factories, Slot slot, @Nullable Long hint) {
        OldReference old = OldReference.parse(reference, factories);
        Optional<LegacyModel> found = Optional.empty();
        String factory = old.factory();
        if (factory != null) {
            found = best(old.name(), factory, slot, hint);
            if (found.isEmpty()) {
                found = best(Factories.suffixed(old.name(), factory), factory, slot, hint);
            }
        }
        return found.isPresent() ? found : best(old.name(), null, slot, hint);
    }

    /** An exact match comes first; the database's own comparison was coarser on MySQL only. */
    private Optional<LegacyModel> best(String name, @Nullable String factory, Slot slot, @Nullable Long hint) {
        Optional<LegacyModel> exact = best(
                model -> model.name().equals(name)
                        && (factory == null || model.factory().equals(factory)),
                slot,
                hint);
        if (exact.isPresent() || collation.equals(Collation.BINARY)) {
            return exact;
        }
        String nameKey = collation.key(name);
        String factoryKey = factory == null ? null : collation.key(factory);
        return best(
                model -> collation.key(model.name()).equals(nameKey)
                        && (factoryKey == null || collation.key(model.factory()).equals(factoryKey)),
                slot,
                hint);
    }

    private Optional<LegacyModel> best(Predicate<LegacyModel> matches, Slot slot, @Nullable Long hint) {
        return models.stream()
                .filter(matches)
                .min(Comparator.comparing((LegacyModel model) -> hint == null || !hint.equals(model.id()))
                        .thenComparingInt(model -> slot.rank(model.type()))
                        .thenComparing(LegacyModel::factory, Texts.BINARY)
                        .thenComparing(LegacyModel::name, Texts.BINARY));
    }
}
