package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.InstanceExtra;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.tables.IdLookup;
import dev.ragflow.migrator.model.tables.InstanceContents;
import dev.ragflow.migrator.model.tables.KeyedRows;
import dev.ragflow.migrator.model.tables.KeyedTables;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.ResultStream;
import dev.ragflow.migrator.model.tables.StoredModels;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads rows of the three new tables for the count of what is preserved, and shows every one to a visitor. */
final class StoredRows {

    private static final String MODEL_COLUMNS = StoredModels.COLUMNS + ", extra";

    private final Connection connection;
    private final KeyedTables keyed;
    private final TenantView.Rules rules;
    private final ModelSets sets;
    private final InstanceContents contents;
    private final StoredRowVisitor visitor;
    private long modelsSeen;

    StoredRows(
            Connection connection,
            KeyedTables keyed,
            TenantView.Rules rules,
            ModelSets sets,
            StoredRowVisitor visitor) {
        this.connection = connection;
        this.keyed = keyed;
        this.rules = rules;
        this.sets = sets;
        this.contents = new InstanceContents(keyed, rules.ownership());
        this.visitor = visitor;
    }

    long modelsSeen() {
        return modelsSeen;
    }

    void see(Provider provider) {
        visitor.provider(provider.id(), provider.createdAt(), provider.updatedAt());
    }

    /**
     * Instances by id.
     *
     * @param providers the providers that exist, as far as these instances may name them
     */
    Map<String, Instance> instances(Collection<String> ids, Set<String> providers) throws SQLException {
        Map<String, Instance> instances = new LinkedHashMap<>();
        String columns = "id, provider_id, instance_name, api_key, extra, status, create_time,"
                + " COALESCE(update_time, create_time)";
        keyed.rows(ModelTables.INSTANCE, "id").each(connection, columns, ids, row -> {
            Instance instance = instance(row);
            instances.put(instance.id(), instance);
            visitor.instance(
                    instance.id(),
                    providers.contains(instance.providerId()),
                    Sql.text(row, 6),
                    instance.extra(),
                    row.getString(4) != null,
                    instance.createdAt(),
                    instance.updatedAt());
        });
        return instances;
    }

    private static Instance instance(ResultSet row) throws SQLException {
        String key = Sql.text(row, 4);
        String extra = Sql.text(row, 5);
        return new Instance(
                row.getString(1),
                Sql.text(row, 2),
                Sql.text(row, 3),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(extra)),
                Credential.decode(key).key(),
                extra,
                "active".equals(row.getString(6)),
                row.getLong(7),
                row.getLong(8),
                Set.of());
    }

    /**
     * The models of some instances, by instance. Rows are read, and shown, once for all instances that have the same, unless something
     * is wrong with them.
     *
     * @param providers providers that are known to exist; others are looked up
     */
    Map<String, ModelSet> models(Map<String, Instance> instances, Set<String> providers) throws SQLException {
        Map<String, ModelSet> models = new HashMap<>();
        for (List<String> portion : KeyedRows.portions(instances.keySet())) {
            Map<String, InstanceContents.Content> found = contents.of(connection, portion);
            // an id that the database takes for another's is in its place
            boolean ambiguous = !instances.keySet().containsAll(found.keySet());
            Map<String, InstanceContents.Key> shared = new LinkedHashMap<>();
            Map<String, Instance> single = new LinkedHashMap<>();
            for (String id : portion) {
                Instance instance = Objects.requireNonNull(instances.get(id));
                InstanceContents.Content content = found.get(id);
                if (content == null ? ambiguous : !isUsual(content, instance, providers)) {
                    single.put(id, instance);
                } else if (content != null) {
                    shared.put(id, content.key());
                }
            }
            Map<InstanceContents.Key, String> examples = new HashMap<>();
            shared.forEach((id, key) -> {
                if (sets.get(key) == null && examples.putIfAbsent(key, id) == null) {
                    single.put(id, Objects.requireNonNull(instances.get(id)));
                }
            });
            Map<InstanceContents.Key, ModelSet> known = new HashMap<>();
            Set<String> wrong = read(single, providers, models);
            examples.forEach((key, id) -> {
                if (!wrong.contains(id)) {
                    known.put(key, models.getOrDefault(id, ModelSet.NONE));
                }
            });
            known.forEach(sets::put);
            shared.keySet().removeAll(single.keySet());
            read(share(shared, known, instances, models), providers, models);
        }
        return models;
    }

    private static boolean isUsual(InstanceContents.Content content, Instance instance, Set<String> providers) {
        String provider = content.provider();
        return provider != null && provider.equals(instance.providerId()) && providers.contains(provider);
    }

    /** Gives instances the models that were read for others; returns those whose models have to be read. */
    private Map<String, Instance> share(
            Map<String, InstanceContents.Key> shared,
            Map<InstanceContents.Key, ModelSet> known,
            Map<String, Instance> instances,
            Map<String, ModelSet> models) {
        Map<String, Instance> rest = new LinkedHashMap<>();
        shared.forEach((id, key) -> {
            ModelSet set = known.containsKey(key) ? known.get(key) : sets.get(key);
            if (set == null) {
                rest.put(id, Objects.requireNonNull(instances.get(id)));
            } else {
                models.put(id, set);
                modelsSeen += key.models();
            }
        });
        return rest;
    }

    /** Reads and shows the models of some instances; returns the instances with which something is wrong. */
    private Set<String> read(Map<String, Instance> instances, Set<String> providers, Map<String, ModelSet> models)
            throws SQLException {
        Map<String, List<StoredModels.Row>> byInstance = new HashMap<>();
        Set<String> wrong = new HashSet<>();
        List<Seen> strange = new ArrayList<>();
        modelsByInstance().stream(connection, MODEL_COLUMNS, instances.keySet(), row -> {
            Seen seen = seen(row);
            Instance instance = instances.get(seen.row().instanceId());
            if (instance == null) {
                // an id that the database takes for the same
                return;
            }
            byInstance.computeIfAbsent(instance.id(), id -> new ArrayList<>()).add(seen.row());
            String provider = seen.row().providerId();
            if (!provider.equals(instance.providerId()) || !providers.contains(provider)) {
                strange.add(seen);
            } else if (!show(seen, true, true, true)) {
                wrong.add(instance.id());
            }
        });
        Set<String> existing = providersOf(strange);
        for (Seen seen : strange) {
            String provider = seen.row().providerId();
            boolean exists = existing.contains(provider);
            Instance instance = instances.get(seen.row().instanceId());
            show(seen, exists, true, !exists || instance == null || provider.equals(instance.providerId()));
        }
        byInstance.forEach((instance, rows) -> {
            if (showDuplicates(instance, rows)) {
                wrong.add(instance);
            }
            models.put(instance, ModelSet.of(rows, rules));
        });
        return wrong;
    }

    /**
     * Shows the models that name some instances, none of which exists; all of them are in memory at once.
     *
     * @param missing with an empty text, the models that name none
     */
    void modelsOfNoInstance(Set<String> missing) throws SQLException {
        List<Seen> found = new ArrayList<>();
        modelsByInstance().stream(connection, MODEL_COLUMNS, missing, row -> {
            Seen seen = seen(row);
            if (missing.contains(seen.row().instanceId())) {
                found.add(seen);
            }
        });
        if (missing.contains("")) {
            addModelsNamingNone(found);
        }
        Set<String> existing = providersOf(found);
        Map<String, List<StoredModels.Row>> byInstance = new HashMap<>();
        for (Seen seen : found) {
            show(seen, existing.contains(seen.row().providerId()), false, true);
            byInstance
                    .computeIfAbsent(seen.row().instanceId(), id -> new ArrayList<>())
                    .add(seen.row());
        }
        byInstance.forEach(this::showDuplicates);
    }

    private void addModelsNamingNone(List<Seen> found) throws SQLException {
        String sql = "SELECT " + MODEL_COLUMNS + " FROM " + keyed.dialect().quoted(ModelTables.MODEL)
                + " WHERE instance_id IS NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = ResultStream.rows(statement, keyed.dialect())) {
            while (row.next()) {
                found.add(seen(row));
            }
        }
    }

    private KeyedRows modelsByInstance() {
        return keyed.rows(ModelTables.MODEL, "instance_id");
    }

    private Set<String> providersOf(List<Seen> some) throws SQLException {
        Set<String> ids = new HashSet<>();
        some.forEach(seen -> ids.add(seen.row().providerId()));
        return new IdLookup(keyed, ModelTables.PROVIDER)
                .values(connection, "id", "id", ids)
                .keySet();
    }

    /** A row with what only checks need. */
    private record Seen(StoredModels.Row row, String type, String extra, long updatedAt) {}

    private static Seen seen(ResultSet row) throws SQLException {
        return new Seen(StoredModels.row(row), Sql.text(row, 5), Sql.text(row, 9), row.getLong(8));
    }

    /** Returns whether nothing is wrong with it. */
    private boolean show(Seen seen, boolean hasProvider, boolean hasInstance, boolean ofOneProvider) {
        modelsSeen++;
        return visitor.model(new StoredRowVisitor.Model(
                seen.row().id(),
                hasProvider,
                hasInstance,
                ofOneProvider,
                seen.row().name(),
                seen.type(),
                seen.row().status(),
                seen.extra(),
                seen.row().createdAt(),
                seen.updatedAt()));
    }

    /** Models are told apart byte by byte; up to v0.26 one has a row for each of its types. Returns whether there are any. */
    private boolean showDuplicates(String instance, List<StoredModels.Row> models) {
        Set<List<Object>> exact = new HashSet<>();
        Map<List<Object>, String> twice = new HashMap<>();
        for (StoredModels.Row model : models) {
            // rows of unknown types are another check's business
            Object type = rules.typesAreBits() ? "" : model.bits() == 0 ? model.id() : model.bits();
            String key = rules.names().models().key(model.name());
            if (!key.isEmpty() && !exact.add(List.of(model.name(), type))) {
                twice.merge(List.of(key, type), model.name(), (one, other) -> one.compareTo(other) < 0 ? one : other);
            }
        }
        twice.values().forEach(name -> visitor.duplicate(instance, name));
        return !twice.isEmpty();
    }
}
