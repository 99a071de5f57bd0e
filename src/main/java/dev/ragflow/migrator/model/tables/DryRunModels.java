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
import java.util.stream.Collectors;

/**
 * The rows of {@code tenant_model} as the stages of a dry run would leave them: in the form of v0.26 those of {@link
 * TenantState#models}, in that of v0.27 what is made of these.
 */
public final class DryRunModels {

    /** A row of an instance. */
    private record Row(String id, String name, int bits, boolean active) {}

    private final StageContext context;
    private boolean exchanged;

    DryRunModels(StageContext context) {
        this.context = context;
    }

    /** The table has v0.27's rows from now on. */
    void exchanged() {
        exchanged = true;
    }

    /** What v0.26's tenant_model has for the instances of some models that references ask for. */
    Set<ModelKey> keys(Connection connection, Collection<ReferenceRules.Extra> wanted) throws SQLException {
        Set<String> providers =
                wanted.stream().map(ReferenceRules.Extra::providerId).collect(Collectors.toSet());
        return owners(connection, providers).stream()
                .flatMap(tenant -> tenant.models().values().stream())
                .flatMap(List::stream)
                .map(TypedRow::key)
                .collect(Collectors.toSet());
    }

    /** The tenants that have some providers. */
    private Collection<TenantState> owners(Connection connection, Set<String> providers) throws SQLException {
        return providers.isEmpty()
                ? List.of()
                : TenantReader.withModels(context)
                        .read(connection, tenantsOf(connection, providers))
                        .values();
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

    /**
     * v0.27's rows of tenant_model, by instance.
     *
     * @param owners with their models
     */
    public Map<String, List<ListedModel>> listed(Connection connection, Collection<TenantState> owners)
            throws SQLException {
        Map<String, List<Row>> rows = exchanged ? merged(connection, owners) : inPlace(connection, owners);
        Map<String, List<ListedModel>> listed = new HashMap<>();
        for (TenantState tenant : owners) {
            for (Provider provider : tenant.providers()) {
                for (Instance instance : tenant.instancesOf(provider)) {
                    listed.put(
                            instance.id(),
                            rows.getOrDefault(instance.id(), List.of()).stream()
                                    .map(row -> new ListedModel(
                                            row.id(),
                                            tenant.id(),
                                            provider.name(),
                                            instance.name(),
                                            row.name(),
                                            row.bits(),
                                            row.active()))
                                    .toList());
                }
            }
        }
        return listed;
    }

    private Map<String, List<Row>> merged(Connection connection, Collection<TenantState> owners) throws SQLException {
        ModelMerge merge = MergeReader.merge(context);
        Map<String, List<Row>> merged = new HashMap<>();
        for (InstanceModels known :
                new MergeReader(context).known(connection, Ownership.read(context), owners, new Tally())) {
            String instance = known.instance().id();
            List<Row> rows = new ArrayList<>();
            merge.merge(known, new Tally()).forEach(row -> {
                String id = row.id() == null ? MadeUpId.of(instance, row.name()) : row.id();
                rows.add(new Row(id, row.name(), row.bits(), row.active()));
            });
            merged.put(instance, rows);
        }
        return merged;
    }

    private Map<String, List<Row>> inPlace(Connection connection, Collection<TenantState> owners) throws SQLException {
        Map<String, List<Row>> stored = new HashMap<>();
        if (context.stored(ModelTables.MODEL).isPresent()) {
            new StoredModels(context.keyed())
                    .ofInstances(connection, TenantState.instanceIds(owners))
                    .forEach((instance, rows) -> stored.put(
                            instance,
                            rows.stream()
                                    .map(row -> new Row(
                                            row.id(),
                                            row.name(),
                                            row.bits(),
                                            row.status().equals("active")))
                                    .toList()));
        }
        return stored;
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
        listed(connection, owners(connection, providers)).values().forEach(rows -> rows.stream()
                .filter(row -> ids.contains(row.id()))
                .forEach(row -> found.put(row.id(), row)));
        return found;
    }
}
