package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.InstanceName;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.ModelNames;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.BoundedCache;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The models that tenants' names may mean, see {@link ModelNames}. A tenant uses few names in many rows, so those looked up last are
 * kept. Used by several threads.
 */
final class NamedModels {

    private static final long MAX_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 4);

    /** What a name and a model that it means take. */
    private static final int NAME = 250;

    private static final int MODEL = 250;

    /** A name that a tenant uses. */
    record Name(String tenant, String text) {}

    /** A model of an instance that a name means. */
    private record Wanted(Provider provider, InstanceName instance, String model) {}

    private final StageContext context;
    private final ModelTables tables;
    private final ModelNames names;
    private final BoundedCache<Name, List<ListedModel>> known =
            new BoundedCache<>(MAX_BYTES, models -> NAME + (long) MODEL * models.size());
    private final KeyedRows modelsByInstance;

    NamedModels(StageContext context) throws SQLException {
        this.context = context;
        this.tables = new ModelTables(context);
        this.modelsByInstance = context.keyed().rows(ModelTables.MODEL, "instance_id");
        this.names = context.modelNames();
    }

    /** The models that names may mean, whatever they are wanted for; of names that mean none there are none. */
    Map<Name, List<ListedModel>> candidates(Connection connection, Set<Name> wanted) throws SQLException {
        Map<Name, List<ListedModel>> found = new HashMap<>();
        Set<Name> missing = new HashSet<>();
        synchronized (known) {
            for (Name name : wanted) {
                List<ListedModel> models = known.get(name);
                if (models == null) {
                    missing.add(name);
                } else {
                    found.put(name, models);
                }
            }
        }
        if (!missing.isEmpty()) {
            Map<Name, List<ListedModel>> read = read(connection, missing);
            synchronized (known) {
                read.forEach(known::put);
            }
            found.putAll(read);
        }
        return found;
    }

    ModelNames names() {
        return names;
    }

    private Map<Name, List<ListedModel>> read(Connection connection, Set<Name> open) throws SQLException {
        Map<Name, List<ListedModel>> models = new HashMap<>();
        open.forEach(name -> models.put(name, List.of()));
        Set<String> tenants = open.stream().map(Name::tenant).collect(Collectors.toSet());
        Collection<TenantState> planned = context.isDryRun()
                ? TenantReader.withModels(context).read(connection, tenants).values()
                : List.of();
        Map<Name, Provider> providers = providers(
                context.isDryRun()
                        ? planned.stream().collect(Collectors.toMap(TenantState::id, TenantState::providers))
                        : tables.providers(connection, tenants),
                open);
        Map<String, List<InstanceName>> instances = context.isDryRun()
                ? planned.stream()
                        .flatMap(TenantState::allInstances)
                        .collect(Collectors.groupingBy(
                                Instance::providerId, Collectors.mapping(InstanceName::of, Collectors.toList())))
                : tables.instanceNames(
                        connection,
                        providers.values().stream().map(Provider::id).collect(Collectors.toSet()));
        Map<Name, Wanted> wanted = new HashMap<>();
        providers.forEach((name, provider) -> ModelNames.parse(name.text())
                .ifPresent(reference -> names.instance(instances.getOrDefault(provider.id(), List.of()), reference)
                        .ifPresent(instance -> wanted.put(name, new Wanted(provider, instance, reference.model())))));
        Map<String, List<ListedModel>> byInstance = context.isDryRun()
                ? context.dryRun().models().listed(connection, planned)
                : models(connection, wanted.values());
        wanted.forEach((name, model) -> models.put(
                name,
                byInstance.getOrDefault(model.instance().id(), List.of()).stream()
                        .filter(listed -> names.models()
                                .key(listed.name())
                                .equals(names.models().key(model.model())))
                        .toList()));
        return models;
    }

    /** The provider that each name says, where its tenant has that. */
    private Map<Name, Provider> providers(Map<String, List<Provider>> all, Set<Name> open) {
        Map<Name, Provider> providers = new HashMap<>();
        for (Name name : open) {
            ModelNames.parse(name.text())
                    .flatMap(reference -> names.provider(all.getOrDefault(name.tenant(), List.of()), reference))
                    .ifPresent(provider -> providers.put(name, provider));
        }
        return providers;
    }

    /** By instance, the models that have one of the names; the names are compared as the database compares them. */
    private Map<String, List<ListedModel>> models(Connection connection, Collection<Wanted> wanted)
            throws SQLException {
        Map<String, List<Wanted>> byInstance = wanted.stream()
                .collect(Collectors.groupingBy(model -> model.instance().id()));
        Map<String, List<ListedModel>> models = new HashMap<>();
        for (List<String> portion : KeyedRows.portions(byInstance.keySet())) {
            Set<String> texts = portion.stream()
                    .flatMap(instance -> byInstance.getOrDefault(instance, List.of()).stream())
                    .map(Wanted::model)
                    .collect(Collectors.toSet());
            String sql = "SELECT id, instance_id, model_name, model_type, status FROM "
                    + modelsByInstance.from(connection, portion.size())
                    + " AND model_name IN " + InList.of(texts.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                InList.bind(statement, 1 + portion.size(), texts);
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
