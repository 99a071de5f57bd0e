package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.InstanceName;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.Slot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a tenant's name of a model means, found as RAGFlow v0.27 finds it: {@code model@instance@provider} from the right; of two parts
 * the instance is {@code default}, else the provider's only active one. A row that has exactly the name comes before one that has it as
 * the database compares.
 *
 * @param providers how tenant_model_provider compares names
 * @param instances how tenant_model_instance does
 * @param models how tenant_model does
 */
public record ModelNames(Collation providers, Collation instances, Collation models) {

    /** The parts of a name; of two the instance is the default one. */
    public static Optional<ModelReference> parse(String name) {
        int at = name.indexOf('@');
        if (at > 0 && isShort(name) && at < name.length() - 1) {
            return Optional.of(
                    new ModelReference(name.substring(0, at), ModelReference.DEFAULT_INSTANCE, name.substring(at + 1)));
        }
        return ModelReference.parse(name);
    }

    private static boolean isShort(String name) {
        return name.indexOf('@') == name.lastIndexOf('@');
    }

    /** @param all the tenant's */
    public Optional<Provider> provider(List<Provider> all, ModelReference reference) {
        return one(all, Provider::name, reference.provider(), providers);
    }

    /** @param all the provider's */
    public Optional<InstanceName> instance(List<InstanceName> all, ModelReference reference) {
        Optional<InstanceName> named = one(all, InstanceName::name, reference.instance(), instances);
        List<InstanceName> active = all.stream().filter(InstanceName::active).toList();
        boolean only = reference.instance().equals(ModelReference.DEFAULT_INSTANCE) && active.size() == 1;
        return named.isPresent() || !only ? named : Optional.of(active.get(0));
    }

    /** The one of an instance's models that a name means in a slot, one that is on before one that is off; empty where none serves there. */
    public Optional<ListedModel> best(List<ListedModel> all, String name, Slot slot) {
        return parse(name)
                .flatMap(reference -> one(
                        all.stream()
                                .filter(model -> model.serves(slot))
                                .sorted(Comparator.comparing((ListedModel model) -> !model.active())
                                        .thenComparing(ListedModel::id))
                                .toList(),
                        ListedModel::name,
                        reference.model(),
                        models));
    }

    /** Whether a name says the same model, whoever's it is. */
    public boolean says(String name, ListedModel model) {
        return parse(name)
                .filter(reference -> models.key(reference.model()).equals(models.key(model.name()))
                        && providers.key(reference.provider()).equals(providers.key(model.provider()))
                        && (isShort(name)
                                || instances.key(reference.instance()).equals(instances.key(model.instance()))))
                .isPresent();
    }

    private static <T> Optional<T> one(List<T> all, Function<T, String> nameOf, String name, Collation collation) {
        return all.stream()
                .filter(candidate -> nameOf.apply(candidate).equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(candidate ->
                                collation.key(nameOf.apply(candidate)).equals(collation.key(name)))
                        .findFirst());
    }
}
