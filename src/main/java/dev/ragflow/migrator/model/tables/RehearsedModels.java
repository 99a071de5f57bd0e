package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.MadeUpId;
import dev.ragflow.migrator.model.domain.ModelKey;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.InstanceModels;
import dev.ragflow.migrator.model.rules.ModelMerge;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.rules.TenantState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The rows of {@code tenant_model} as the stages of a rehearsal would leave them, in the form of v0.26 and in that of v0.27. */
public final class RehearsedModels {

    private final StageContext context;
    private final RehearsedTenants tenants;
    private final RehearsedExtras extras;
    private boolean exchanged;

    RehearsedModels(StageContext context, RehearsedTenants tenants, RehearsedExtras extras) {
        this.context = context;
        this.tenants = tenants;
        this.extras = extras;
    }

    /** The table has v0.27's rows from now on. */
    void exchanged() {
        exchanged = true;
    }

    /** Rows of v0.26's tenant_model that are to be inserted. */
    static List<TypedRow> typed(List<List<String>> rows, long at) {
        TypedRow.RowTimes times = new TypedRow.RowTimes(at, InsertBatch.date(at), at, InsertBatch.date(at));
        return rows.stream()
                .map(row -> new TypedRow(
                        MadeUpId.of(row.get(2), row.get(3), row.get(4)),
                        row.get(1),
                        row.get(2),
                        row.get(3),
                        row.get(4),
                        row.get(5),
                        row.get(6),
                        times,
                        false))
                .toList();
    }

    /**
     * The rows of v0.26's tenant_model after the stages so far.
     *
     * @param wanted tenants as they are after them
     * @param now the rows that are there, by instance
     */
    Map<String, List<TypedRow>> typed(
            Connection connection, Collection<TenantState> wanted, Map<String, List<TypedRow>> now)
            throws SQLException {
        Map<String, List<TypedRow>> rows = new HashMap<>();
        now.forEach((instance, some) -> rows.put(instance, new ArrayList<>(some)));
        replay(
                connection,
                wanted,
                row -> rows.computeIfAbsent(row.instanceId(), any -> new ArrayList<>())
                        .add(row),
                (id, status) -> rows.values()
                        .forEach(some -> some.replaceAll(row -> row.id().equals(id) ? row.withStatus(status) : row)));
        for (String instance : TenantState.instanceIds(wanted)) {
            List<TypedRow> added = extras.of(instance);
            if (!added.isEmpty()) {
                rows.computeIfAbsent(instance, any -> new ArrayList<>()).addAll(added);
            }
        }
        return rows;
    }

    /** Adds what earlier passes over tenant_model would have written to what it has. */
    public void addEarlier(
            Connection connection, Collection<TenantState> of, Map<ModelKey, ModelTables.StoredModel> stored)
            throws SQLException {
        replay(
                connection,
                of,
                row -> add(row, stored),
                (id, status) -> stored.replaceAll((key, model) ->
                        model.id().equals(id) ? new ModelTables.StoredModel(id, status, model.edited()) : model));
    }

    /**
     * Goes once more through what the passes over tenant_model so far would have written, in that order.
     *
     * @param inserted takes each row
     * @param changed takes the id of each row that was there, and its new status
     */
    private void replay(
            Connection connection,
            Collection<TenantState> of,
            Consumer<TypedRow> inserted,
            BiConsumer<String, String> changed)
            throws SQLException {
        for (RehearsedTenants.ModelWrites planned : tenants.models(connection, of)) {
            typed(planned.writes().rows().all(), planned.at()).forEach(inserted);
            planned.writes().updates().forEach(update -> changed.accept(update.get(1), update.get(0)));
        }
    }

    private static void add(TypedRow row, Map<ModelKey, ModelTables.StoredModel> stored) {
        stored.put(
                new ModelKey(row.instanceId(), row.name(), row.type()),
                new ModelTables.StoredModel(row.id(), row.status(), row.isEdited()));
    }

    /** What v0.26's tenant_model has for the instances of some models that references ask for. */
    public Map<ModelKey, ModelTables.StoredModel> models(Connection connection, Collection<ReferenceRules.Extra> wanted)
            throws SQLException {
        Map<ModelKey, ModelTables.StoredModel> models = new HashMap<>();
        if (wanted.isEmpty()) {
            return models;
        }
        Set<String> providers =
                wanted.stream().map(ReferenceRules.Extra::providerId).collect(Collectors.toSet());
        Collection<TenantState> owners = TenantReader.of(context)
                .read(connection, tenantsOf(connection, providers))
                .values();
        typed(
                        connection,
                        owners,
                        new MergeReader(context).typed(connection, ModelTables.MODEL, TenantState.instanceIds(owners)))
                .values()
                .forEach(rows -> rows.forEach(row -> add(row, models)));
        return models;
    }

    private Set<String> tenantsOf(Connection connection, Set<String> providers) throws SQLException {
        Set<String> owners = new HashSet<>();
        Set<String> there = new HashSet<>();
        for (String provider : providers) {
            if (MadeUpId.is(provider)) {
                owners.add(MadeUpId.owner(provider));
            } else {
                there.add(provider);
            }
        }
        if (!there.isEmpty()) {
            new IdLookup(context.keyed(), ModelTables.PROVIDER)
                    .values(connection, "id", "tenant_id", there)
                    .values()
                    .forEach(owners::addAll);
        }
        return owners;
    }

    /** v0.27's rows of tenant_model of some tenants, by instance. */
    public Map<String, List<ListedModel>> listed(Connection connection, Collection<TenantState> owners)
            throws SQLException {
        return exchanged ? merged(connection, owners) : inPlace(connection, owners);
    }

    private Map<String, List<ListedModel>> merged(Connection connection, Collection<TenantState> owners)
            throws SQLException {
        ModelMerge merge = MergeReader.merge(context);
        MergeReader reader = new MergeReader(context);
        Map<String, List<ListedModel>> listed = new HashMap<>();
        for (InstanceModels known : reader.known(
                connection, Ownership.read(context), owners, reader.typed(connection, owners), new Tally())) {
            Instance instance = known.instance();
            List<ListedModel> rows = new ArrayList<>();
            merge.merge(known, new Tally())
                    .forEach(row -> rows.add(new ListedModel(
                            row.id() == null ? MadeUpId.of(instance.id(), row.name()) : row.id(),
                            "",
                            "",
                            instance.name(),
                            row.name(),
                            row.bits(),
                            row.active())));
            listed.put(instance.id(), rows);
        }
        return named(owners, listed);
    }

    private Map<String, List<ListedModel>> inPlace(Connection connection, Collection<TenantState> owners)
            throws SQLException {
        Map<String, List<ListedModel>> listed = new HashMap<>();
        if (context.stored(ModelTables.MODEL).isEmpty()) {
            return listed;
        }
        new StoredModels(context.keyed())
                .ofInstances(connection, TenantState.instanceIds(owners))
                .forEach((instance, rows) -> listed.put(
                        instance,
                        rows.stream()
                                .map(row -> new ListedModel(
                                        row.id(),
                                        "",
                                        "",
                                        "",
                                        row.name(),
                                        row.bits(),
                                        row.status().equals("active")))
                                .toList()));
        return named(owners, listed);
    }

    private static Map<String, List<ListedModel>> named(
            Collection<TenantState> owners, Map<String, List<ListedModel>> listed) {
        Map<String, List<ListedModel>> named = new HashMap<>();
        for (TenantState tenant : owners) {
            for (Provider provider : tenant.providers()) {
                for (Instance instance : tenant.instancesOf(provider)) {
                    named.put(
                            instance.id(),
                            listed.getOrDefault(instance.id(), List.of()).stream()
                                    .map(row -> new ListedModel(
                                            row.id(),
                                            tenant.id(),
                                            provider.name(),
                                            instance.name(),
                                            row.name(),
                                            row.types(),
                                            row.active()))
                                    .toList());
                }
            }
        }
        return named;
    }

    /** v0.27's rows of some ids, whose they may be. */
    public Map<String, ListedModel> byId(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, ListedModel> found = new HashMap<>();
        if (ids.isEmpty() || context.stored(ModelTables.MODEL).isEmpty()) {
            return found;
        }
        Set<String> providers = new StoredModels(context.keyed())
                .ofIds(connection, ids).values().stream()
                        .map(StoredModels.Row::providerId)
                        .collect(Collectors.toSet());
        Collection<TenantState> owners = TenantReader.of(context)
                .read(connection, tenantsOf(connection, providers))
                .values();
        listed(connection, owners).values().forEach(rows -> rows.stream()
                .filter(row -> ids.contains(row.id()))
                .forEach(row -> found.put(row.id(), row)));
        return found;
    }
}
