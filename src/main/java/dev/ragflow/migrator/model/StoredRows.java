package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Secret;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads rows of the three new tables for the count of what is preserved, and shows every one to a visitor. */
final class StoredRows {

    private final Connection connection;
    private final Dialect dialect;
    private final boolean typesAreBits;
    private final Collation modelNames;
    private final StoredRowVisitor visitor;
    private long modelsSeen;

    StoredRows(
            Connection connection,
            Dialect dialect,
            boolean typesAreBits,
            Collation modelNames,
            StoredRowVisitor visitor) {
        this.connection = connection;
        this.dialect = dialect;
        this.typesAreBits = typesAreBits;
        this.modelNames = modelNames;
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
        for (List<String> portion : InList.portions(ids)) {
            String sql = "SELECT id, provider_id, instance_name, api_key, extra, status, create_time,"
                    + " COALESCE(update_time, create_time) FROM " + dialect.quoted(NewTables.INSTANCE)
                    + " WHERE id IN " + InList.of(portion.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Instance instance = instance(row);
                        instances.put(instance.id(), instance);
                        visitor.instance(
                                instance.id(),
                                providers.contains(instance.providerId()),
                                text(row, 6),
                                instance.extra(),
                                row.getString(4) != null,
                                instance.createdAt(),
                                instance.updatedAt());
                    }
                }
            }
        }
        return instances;
    }

    private static Instance instance(ResultSet row) throws SQLException {
        String key = text(row, 4);
        String extra = text(row, 5);
        return new Instance(
                row.getString(1),
                text(row, 2),
                text(row, 3),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(extra)),
                Credential.decode(key).key(),
                extra,
                "active".equals(row.getString(6)),
                row.getLong(7),
                row.getLong(8),
                Set.of());
    }

    /**
     * The models of some instances, by instance.
     *
     * @param providers providers that are known to exist; others are looked up
     */
    Map<String, List<StoredModels.Row>> models(Map<String, Instance> instances, Set<String> providers)
            throws SQLException {
        Map<String, List<StoredModels.Row>> byInstance = new HashMap<>();
        List<Seen> strange = new ArrayList<>();
        for (List<String> portion : InList.portions(instances.keySet())) {
            read("instance_id IN " + InList.of(portion.size()), portion, seen -> {
                Instance instance = instances.get(seen.row().instanceId());
                if (instance == null) {
                    // an id that the database takes for the same
                    return;
                }
                byInstance
                        .computeIfAbsent(instance.id(), id -> new ArrayList<>())
                        .add(seen.row());
                String provider = seen.row().providerId();
                if (provider.equals(instance.providerId()) && providers.contains(provider)) {
                    show(seen, true, true, true);
                } else {
                    strange.add(seen);
                }
            });
        }
        Set<String> existing = providersOf(strange);
        for (Seen seen : strange) {
            String provider = seen.row().providerId();
            boolean exists = existing.contains(provider);
            Instance instance = instances.get(seen.row().instanceId());
            show(seen, exists, true, !exists || instance == null || provider.equals(instance.providerId()));
        }
        byInstance.forEach(this::showDuplicates);
        return byInstance;
    }

    /** Shows the models that name some instances, none of which exists. */
    void modelsOfNoInstance(Set<String> missing) throws SQLException {
        Map<String, List<StoredModels.Row>> byInstance = new HashMap<>();
        for (List<String> portion : InList.portions(missing)) {
            List<Seen> found = new ArrayList<>();
            String isNull = portion.contains("") ? " OR instance_id IS NULL" : "";
            read("instance_id IN " + InList.of(portion.size()) + isNull, portion, seen -> {
                if (missing.contains(seen.row().instanceId())) {
                    found.add(seen);
                }
            });
            Set<String> existing = providersOf(found);
            for (Seen seen : found) {
                show(seen, existing.contains(seen.row().providerId()), false, true);
                byInstance
                        .computeIfAbsent(seen.row().instanceId(), id -> new ArrayList<>())
                        .add(seen.row());
            }
        }
        byInstance.forEach(this::showDuplicates);
    }

    private Set<String> providersOf(List<Seen> some) throws SQLException {
        Set<String> ids = new HashSet<>();
        some.forEach(seen -> ids.add(seen.row().providerId()));
        return new IdLookup(dialect, NewTables.PROVIDER)
                .values(connection, "id", "id", ids)
                .keySet();
    }

    /** A row with what only checks need. */
    private record Seen(StoredModels.Row row, String type, String extra, long updatedAt) {}

    @FunctionalInterface
    private interface Taker {
        void take(Seen seen);
    }

    private void read(String condition, List<String> parameters, Taker taker) throws SQLException {
        String sql = "SELECT id, provider_id, instance_id, model_name, model_type, status, create_time,"
                + " COALESCE(update_time, create_time), extra FROM " + dialect.quoted(NewTables.MODEL) + " WHERE "
                + condition;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, parameters);
            try (ResultSet row = ResultStream.rows(statement, dialect)) {
                while (row.next()) {
                    String type = text(row, 5);
                    long created = row.getLong(7);
                    long updated = row.getLong(8);
                    StoredModels.Row model = new StoredModels.Row(
                            row.getString(1),
                            text(row, 2),
                            text(row, 3),
                            text(row, 4),
                            StoredModels.bits(type),
                            text(row, 6),
                            created,
                            created != updated);
                    taker.take(new Seen(model, type, text(row, 9), updated));
                }
            }
        }
    }

    private void show(Seen seen, boolean hasProvider, boolean hasInstance, boolean ofOneProvider) {
        modelsSeen++;
        visitor.model(new StoredRowVisitor.Model(
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

    /** Models are told apart byte by byte; up to v0.26 one has a row for each of its types. */
    private void showDuplicates(String instance, List<StoredModels.Row> models) {
        Set<List<Object>> exact = new HashSet<>();
        Map<List<Object>, String> twice = new HashMap<>();
        for (StoredModels.Row model : models) {
            // rows of unknown types are another check's business
            Object type = typesAreBits ? "" : model.bits() == 0 ? model.id() : model.bits();
            String key = modelNames.key(model.name());
            if (!key.isEmpty() && !exact.add(List.of(model.name(), type))) {
                twice.merge(List.of(key, type), model.name(), (one, other) -> one.compareTo(other) < 0 ? one : other);
            }
        }
        twice.values().forEach(name -> visitor.duplicate(instance, name));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        @Nullable String text = row.getString(column);
        return text == null ? "" : text;
    }
}
