package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.KeyedRows;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tenants' names of models mean, found as RAGFlow v0.27 finds it: {@code model@instance@provider} from the right; of two parts
 * the instance is {@code default}, else the provider's only active one. A tenant uses few names in many rows, so those looked up last
 * are kept. Used by several threads.
 */
final class NamedModels {

    /** A name that a tenant uses. */
    record Name(String tenant, String text) {}

    /** A model of an instance that a name means. */
    private record Wanted(Provider provider, ModelTables.InstanceName instance, String model) {}

    private final StageContext context;
    private final ModelTables tables;
    private final Collation providerNames;
    private final Collation instanceNames;
    private final Collation modelNames;
    private final KnownNames known = new KnownNames();
    private final KeyedRows modelsByInstance;

    NamedModels(StageContext context) throws SQLException {
        this.context = context;
        this.tables = new ModelTables(context);
        this.modelsByInstance = context.keyed().rows(ModelTables.MODEL, "instance_id");
        this.providerNames = context.requiredTable(ModelTables.PROVIDER).collation("provider_name");
        this.instanceNames = context.requiredTable(ModelTables.INSTANCE).collation("instance_name");
        this.modelNames = context.requiredTable(ModelTables.MODEL).collation("model_name");
    }

    /** The models that names may mean, whatever they are wanted for; of names that mean none there are none. */
    Map<Name, List<ListedModel>> candidates(Connection connection, Set<Name> names) throws SQLException {
        Map<Name, List<ListedModel>> found = known.of(names);
        if (found.size() == names.size()) {
            return found;
        }
        Set<Name> missing = new HashSet<>(names);
        missing.removeAll(found.keySet());
        Map<Name, List<ListedModel>> read = read(connection, missing);
        known.keep(read);
        found.putAll(read);
        return found;
    }

    /** The one of the models that a name means in a slot; empty where none serves there. */
    Optional<ListedModel> best(List<ListedModel> candidates, String name, Slot slot) {
        return reference(name)
                .flatMap(reference -> one(
                        candidates.stream()
                                .filter(model -> model.serves(slot))
                                .sorted(Comparator.comparing((ListedModel model) -> !model.active())
                                        .thenComparing(ListedModel::id))
                                .toList(),
                        ListedModel::name,
                        reference.model(),
                        modelNames));
    }

    /** Whether a name says the same model, whoever's it is. */
    boolean says(String text, ListedModel model) {
        return reference(text)
                .filter(reference -> modelNames.key(reference.model()).equals(modelNames.key(model.name()))
                        && providerNames.key(reference.provider()).equals(providerNames.key(model.provider()))
                        && (isShort(text)
                                || instanceNames.key(reference.instance()).equals(instanceNames.key(model.instance()))))
                .isPresent();
    }

    private static boolean isShort(String text) {
        return text.indexOf('@') == text.lastIndexOf('@');
    }

    /** The parts of a name; of two the instance is the default one. */
    private static Optional<ModelReference> reference(String name) {
        int at = name.indexOf('@');
        if (at > 0 && isShort(name) && at < name.length() - 1) {
            return Optional.of(
                    new ModelReference(name.substring(0, at), ModelReference.DEFAULT_INSTANCE, name.substring(at + 1)));
        }
        return ModelReference.parse(name);
    }

    private Map<Name, List<ListedModel>> read(Connection connection, Set<Name> names) throws SQLException {
        Map<Name, List<ListedModel>> models = new HashMap<>();
        names.forEach(name -> models.put(name, List.of()));
        Set<String> tenants = names.stream().map(Name::tenant).collect(Collectors.toSet());
        Collection<TenantState> planned = context.isDryRun()
                ? TenantReader.withModels(context).read(connection, tenants).values()
                : List.of();
        Map<Name, Provider> providers = providers(
                context.isDryRun()
                        ? planned.stream().collect(Collectors.toMap(TenantState::id, TenantState::providers))
                        : tables.providers(connection, tenants),
                names);
        Map<String, List<ModelTables.InstanceName>> instances = context.isDryRun()
                ? instanceNames(planned)
                : tables.instanceNames(
                        connection,
                        providers.values().stream().map(Provider::id).collect(Collectors.toSet()));
        Map<Name, Wanted> wanted = new HashMap<>();
        providers.forEach((name, provider) -> reference(name.text())
                .ifPresent(reference -> instance(instances.getOrDefault(provider.id(), List.of()), reference)
                        .ifPresent(instance -> wanted.put(name, new Wanted(provider, instance, reference.model())))));
        Map<String, List<ListedModel>> byInstance = context.isDryRun()
                ? context.dryRun().models().listed(connection, planned)
                : models(connection, wanted.values());
        wanted.forEach((name, model) -> models.put(
                name,
                byInstance.getOrDefault(model.instance().id(), List.of()).stream()
                        .filter(listed -> modelNames.key(listed.name()).equals(modelNames.key(model.model())))
                        .toList()));
        return models;
    }

    private static Map<String, List<ModelTables.InstanceName>> instanceNames(Collection<TenantState> tenants) {
        return tenants.stream()
                .flatMap(TenantState::allInstances)
                .collect(Collectors.groupingBy(
                        Instance::providerId,
                        Collectors.mapping(
                                instance ->
                                        new ModelTables.InstanceName(instance.id(), instance.name(), instance.active()),
                                Collectors.toList())));
    }

    /** The provider that each name says, where its tenant has that. */
    private Map<Name, Provider> providers(Map<String, List<Provider>> all, Set<Name> names) {
        Map<Name, Provider> providers = new HashMap<>();
        for (Name name : names) {
            reference(name.text())
                    .flatMap(reference -> one(
                            all.getOrDefault(name.tenant(), List.of()),
                            Provider::name,
                            reference.provider(),
                            providerNames))
                    .ifPresent(provider -> providers.put(name, provider));
        }
        return providers;
    }

    private Optional<ModelTables.InstanceName> instance(List<ModelTables.InstanceName> own, ModelReference reference) {
        Optional<ModelTables.InstanceName> named =
                one(own, ModelTables.InstanceName::name, reference.instance(), instanceNames);
        List<ModelTables.InstanceName> active =
                own.stream().filter(ModelTables.InstanceName::active).toList();
        boolean only = reference.instance().equals(ModelReference.DEFAULT_INSTANCE) && active.size() == 1;
        return named.isPresent() || !only ? named : Optional.of(active.get(0));
    }

    /** The first that has exactly this name, else the first that has it as the database compares. */
    private static <T> Optional<T> one(List<T> all, Function<T, String> nameOf, String name, Collation collation) {
        Predicate<T> exact = candidate -> nameOf.apply(candidate).equals(name);
        Predicate<T> same = candidate -> collation.key(nameOf.apply(candidate)).equals(collation.key(name));
        return Stream.of(exact, same)
                .flatMap(matches -> all.stream().filter(matches).limit(1))
                .findFirst();
    }

    /** By instance, the models that have one of the names; the names are compared as the database compares them. */
    private Map<String, List<ListedModel>> models(Connection connection, Collection<Wanted> wanted)
            throws SQLException {
        Map<String, List<Wanted>> byInstance = wanted.stream()
                .collect(Collectors.groupingBy(model -> model.instance().id()));
        Map<String, List<ListedModel>> models = new HashMap<>();
        for (List<String> portion : KeyedRows.portions(byInstance.keySet())) {
            Set<String> names = portion.stream()
                    .flatMap(instance -> byInstance.getOrDefault(instance, List.of()).stream())
                    .map(Wanted::model)
                    .collect(Collectors.toSet());
            String sql = "SELECT id, instance_id, model_name, model_type, status FROM "
                    + modelsByInstance.from(connection, portion.size())
                    + " AND model_name IN " + InList.of(names.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                InList.bind(statement, 1 + portion.size(), names);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String instance = row.getString(2);
                        List<Wanted> of = byInstance.getOrDefault(instance, List.of());
                        if (!of.isEmpty()) {
                            models.computeIfAbsent(instance, any -> new ArrayList<>())
                                    .add(listed(row, of.get(0)));
                        }
                    }
                }
            }
        }
        return models;
    }

    private static ListedModel listed(ResultSet row, Wanted of) throws SQLException {
        return new ListedModel(
                row.getString(1),
                of.provider().tenantId(),
                of.provider().name(),
                of.instance().name(),
                row.getString(3),
                row.getInt(4),
                "active".equals(row.getString(5)));
    }
}
