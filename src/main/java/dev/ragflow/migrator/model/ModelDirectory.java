package dev.ragflow.migrator.model;

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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The models that some rows mean, found as RAGFlow v0.27 finds them: {@code model@instance@provider} from the right; of two
 * parts the instance is {@code default}, else the provider's only active one; 32 hexadecimal characters are an id. Only what the
 * rows can mean is read, since a tenant may have thousands of models.
 */
final class ModelDirectory {

    /** A name that rows use for a model of an instance. */
    private record Wanted(String instance, String name) {}

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final StageContext context;
    private final Connection connection;
    private final LiveTable models;
    private final Collation providerNames;
    private final Collation instanceNames;
    private final Collation modelNames;
    private final Map<String, List<Provider>> providers;
    private final Map<String, List<Instance>> instances;
    private final Map<String, List<ListedModel>> byInstance = new HashMap<>();
    private final Map<String, ListedModel> byId = new HashMap<>();
    private final Map<String, Set<String>> teams = new HashMap<>();

    private ModelDirectory(StageContext context, Connection connection, Collection<String> tenants)
            throws SQLException {
        this.context = context;
        this.connection = connection;
        this.models = table(NewTables.MODEL);
        this.providerNames = table(NewTables.PROVIDER).collation("provider_name");
        this.instanceNames = table(NewTables.INSTANCE).collation("instance_name");
        this.modelNames = models.collation("model_name");
        NewTables tables = new NewTables(context);
        this.providers = tables.providers(connection, tenants);
        this.instances = tables.instances(
                connection,
                providers.values().stream()
                        .flatMap(List::stream)
                        .map(Provider::id)
                        .toList());
    }

    /** Reads what some rows may mean. */
    static ModelDirectory of(StageContext context, Connection connection, List<IdRow> rows) throws SQLException {
        Set<String> tenants = new HashSet<>();
        rows.forEach(row -> tenants.add(row.tenant()));
        ModelDirectory directory = new ModelDirectory(context, connection, tenants);
        directory.readNamed(rows);
        directory.readById(rows);
        if (!directory.byId.isEmpty()) {
            directory.teams.putAll(Teams.joined(connection, context.dialect(), tenants));
        }
        return directory;
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The model that a tenant's name means in a slot; empty where it means none, or one that does not serve there. */
    Optional<ListedModel> find(String tenant, String name, Slot slot) {
        if (isId(name)) {
            return held(tenant, name, slot);
        }
        return reference(name).flatMap(reference -> instance(tenant, reference)
                .flatMap(instance -> best(
                        byInstance.getOrDefault(instance.id(), List.of()).stream()
                                .filter(model -> model.serves(slot))
                                .toList(),
                        reference.model())));
    }

    /** The model of an id, if the tenant or a team it joined has it and it serves in the slot. */
    Optional<ListedModel> held(String tenant, String id, Slot slot) {
        return Optional.ofNullable(byId.get(id))
                .filter(model -> model.serves(slot))
                .filter(model -> model.tenant().equals(tenant)
                        || teams.getOrDefault(tenant, Set.of()).contains(model.tenant()));
    }

    /** Whether a name says the same model, whoever's it is. */
    boolean names(String text, ListedModel model) {
        if (isId(text)) {
            return text.equals(model.id());
        }
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

    private Optional<Instance> instance(String tenant, ModelReference reference) {
        return one(providers.getOrDefault(tenant, List.of()), Provider::name, reference.provider(), providerNames)
                .flatMap(provider -> {
                    List<Instance> own = instances.getOrDefault(provider.id(), List.of());
                    Optional<Instance> named = one(own, Instance::name, reference.instance(), instanceNames);
                    List<Instance> active =
                            own.stream().filter(Instance::active).toList();
                    boolean only = reference.instance().equals(ModelReference.DEFAULT_INSTANCE) && active.size() == 1;
                    return named.isPresent() || !only ? named : Optional.of(active.get(0));
                });
    }

    private Optional<ListedModel> best(List<ListedModel> models, String name) {
        return one(
                models.stream()
                        .sorted(Comparator.comparing((ListedModel model) -> !model.active())
                                .thenComparing(ListedModel::id))
                        .toList(),
                ListedModel::name,
                name,
                modelNames);
    }

    /** The first that has exactly this name, else the first that has it as the database compares. */
    private static <T> Optional<T> one(
            List<T> all, java.util.function.Function<T, String> nameOf, String name, Collation collation) {
        Predicate<T> exact = candidate -> nameOf.apply(candidate).equals(name);
        Predicate<T> same = candidate -> collation.key(nameOf.apply(candidate)).equals(collation.key(name));
        return Stream.of(exact, same)
                .flatMap(matches -> all.stream().filter(matches).limit(1))
                .findFirst();
    }

    private void readNamed(List<IdRow> rows) throws SQLException {
        Map<String, String> tenantOf = new HashMap<>();
        Map<String, String> providerOf = new HashMap<>();
        Map<String, String> nameOf = new HashMap<>();
        providers.values().stream().flatMap(List::stream).forEach(provider -> {
            for (Instance instance : instances.getOrDefault(provider.id(), List.of())) {
                tenantOf.put(instance.id(), provider.tenantId());
                providerOf.put(instance.id(), provider.name());
                nameOf.put(instance.id(), instance.name());
            }
        });
        Set<Wanted> wanted = new HashSet<>();
        for (IdRow row : rows) {
            for (String name : row.names().values()) {
                reference(name).ifPresent(reference -> instance(row.tenant(), reference)
                        .ifPresent(instance -> wanted.add(new Wanted(instance.id(), reference.model()))));
            }
        }
        Set<String> seen = new HashSet<>();
        for (RowValues some : values(wanted)) {
            try (PreparedStatement statement = connection.prepareStatement(wantedSql(some))) {
                some.bind(statement, 1);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String instance = row.getString(2);
                        // two spellings of a name that are the same to the database find the same model
                        if (seen.add(row.getString(1))) {
                            ListedModel model = new ListedModel(
                                    row.getString(1),
                                    tenantOf.getOrDefault(instance, ""),
                                    providerOf.getOrDefault(instance, ""),
                                    nameOf.getOrDefault(instance, ""),
                                    row.getString(3),
                                    row.getInt(4),
                                    "active".equals(row.getString(5)));
                            byInstance
                                    .computeIfAbsent(instance, any -> new ArrayList<>())
                                    .add(model);
                        }
                    }
                }
            }
        }
    }

    private List<RowValues> values(Set<Wanted> wanted) {
        List<RowValues> values = new ArrayList<>();
        for (Wanted model : wanted) {
            if (values.isEmpty() || values.get(values.size() - 1).size() == RowValues.ROWS) {
                values.add(new RowValues(
                        context.dialect(),
                        RowValues.Column.text("wanted_instance"),
                        RowValues.Column.text("wanted_name")));
            }
            values.get(values.size() - 1).add(model.instance(), model.name());
        }
        return values;
    }

    /** An index serves the instance; the names are compared as the database compares them. */
    private String wantedSql(RowValues wanted) {
        return "SELECT t.id, t.instance_id, t.model_name, t.model_type, t.status FROM " + wanted.sql()
                + (context.dialect().isPostgres() ? " JOIN " : " STRAIGHT_JOIN ")
                + context.dialect().quoted(NewTables.MODEL) + " AS t ON t.instance_id = "
                + wanted.comparable(
                        "m.wanted_instance", models.column("instance_id").orElseThrow())
                + " AND t.model_name = "
                + wanted.comparable("m.wanted_name", models.column("model_name").orElseThrow());
    }

    /** The rows' ids, of which other tenants may have the models. */
    private void readById(List<IdRow> rows) throws SQLException {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> Stream.concat(row.ids().values().stream(), row.names().values().stream())
                .filter(ModelDirectory::isId)
                .forEach(ids::add));
        Map<String, String[]> found =
                read(NewTables.MODEL, List.of("provider_id", "instance_id", "model_name", "model_type", "status"), ids);
        Map<String, String[]> ofProviders =
                read(NewTables.PROVIDER, List.of("tenant_id", "provider_name"), parents(found, 0));
        Map<String, String[]> ofInstances = read(NewTables.INSTANCE, List.of("instance_name"), parents(found, 1));
        found.forEach((id, model) -> {
            String[] provider = ofProviders.get(model[0]);
            String[] instance = ofInstances.get(model[1]);
            if (provider != null && instance != null) {
                byId.put(
                        id,
                        new ListedModel(
                                id,
                                provider[0],
                                provider[1],
                                instance[0],
                                model[2],
                                Integer.parseInt(model[3]),
                                "active".equals(model[4])));
            }
        });
    }

    private static Set<String> parents(Map<String, String[]> rows, int column) {
        Set<String> parents = new HashSet<>();
        rows.values().forEach(row -> parents.add(row[column]));
        return parents;
    }

    /** Some columns of rows by id; never joined, since the tables may have different collations, which MySQL refuses to compare. */
    private Map<String, String[]> read(String table, List<String> columns, Set<String> ids) throws SQLException {
        Map<String, String[]> rows = new HashMap<>();
        for (List<String> portion : InList.portions(ids)) {
            String sql = "SELECT id, " + String.join(", ", columns) + " FROM "
                    + context.dialect().quoted(table) + " WHERE id IN " + InList.of(portion.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String[] values = new String[columns.size()];
                        for (int i = 0; i < values.length; i++) {
                            String value = row.getString(i + 2);
                            values[i] = value == null ? "" : value;
                        }
                        rows.put(row.getString(1), values);
                    }
                }
            }
        }
        return rows;
    }

    private LiveTable table(String name) throws SQLException {
        return LiveTable.read(connection, context.dialect(), name)
                .orElseThrow(() -> new SQLException("Table " + name + " does not exist"));
    }
}
