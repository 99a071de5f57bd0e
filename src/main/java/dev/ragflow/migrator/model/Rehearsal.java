package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Dialect.TableRename;
import dev.ragflow.migrator.database.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run that writes nothing pretends to have written. Nothing of a tenant is kept: what earlier stages would have made of it
 * is worked out again by the stages' own rules whenever a later one asks. Kept is only what concerns few models, the types that
 * references ask for.
 */
final class Rehearsal {

    /** Stands in no id and in no name. */
    private static final String BETWEEN = String.valueOf((char) 31);

    /**
     * A pass over {@code tenant_llm} that is done.
     *
     * @param since it saw only tenants with changes after this moment, epoch milliseconds; null for all
     * @param seen the tenants it saw; null for all that {@code since} leaves
     * @param at when it wrote, epoch milliseconds
     */
    record Pass(
            StageName stage,
            TenantWork work,
            Provenance.Run run,
            @Nullable Long since,
            @Nullable Set<String> seen,
            long at) {
        boolean saw(TenantReader.Tenant tenant) {
            return (seen == null || seen.contains(tenant.id()))
                    && (since == null
                            || tenant.rows().stream()
                                    .anyMatch(row -> row.model().touchedAfter(since)));
        }
    }

    /** Puts a tenant together anew. */
    interface Assembly {
        TenantReader.Tenant of(
                String id, List<LegacyRow> rows, List<Provider> providers, Map<String, List<Instance>> instances);
    }

    private final RehearsedTables tables;
    private final Map<String, Optional<LiveTable>> stored = new HashMap<>();
    private final List<Pass> passes = new ArrayList<>();
    private final Map<String, NamesToBe> names = new HashMap<>();
    private final Set<String> repaired = new HashSet<>();
    private final Map<String, List<TypedRow>> extras = new HashMap<>();
    private final Map<String, Map<String, Set<ModelType>>> slots = new HashMap<>();
    private final Map<String, Widths> widths = new HashMap<>();
    private final Set<String> filled = new HashSet<>();
    private final Map<StageName, String> unknown = new TreeMap<>();
    private @Nullable StageContext context;
    private long addedModels;
    private boolean changedInPlace;
    private boolean exchanged;

    Rehearsal(RehearsedTables tables) {
        this.tables = tables;
    }

    void begin(StageContext stages) {
        context = stages;
    }

    /** Whether a text is the id of a row that there will be none of, in place of which the run draws one. */
    static boolean isMadeUp(String id) {
        return id.startsWith(BETWEEN);
    }

    private StageContext context() {
        return Objects.requireNonNull(context);
    }

    RehearsedTables tables() {
        return tables;
    }

    /** A table as the steps so far would leave it. */
    Optional<LiveTable> table(String name) throws SQLException {
        Optional<Map<String, RehearsedTables.Column>> planned = tables.table(name);
        if (planned.isEmpty()) {
            return Optional.empty();
        }
        Map<String, LiveTable.Column> now = stored(name).map(LiveTable::columns).orElse(Map.of());
        Map<String, LiveTable.Column> columns = new HashMap<>();
        planned.get().forEach((column, to) -> {
            LiveTable.Column before = now.get(column);
            columns.put(
                    column,
                    to.asStored() && before != null
                            ? before
                            : new LiveTable.Column(
                                    to.type().toLowerCase(Locale.ROOT),
                                    to.length(),
                                    context().dialect().isPostgres()
                                            ? Collation.BINARY
                                            : Collation.ofMySql(to.collation()),
                                    to.collation(),
                                    column.equals("id")));
        });
        return Optional.of(new LiveTable(name, columns));
    }

    /** A table as the database has it; nobody changes it meanwhile. */
    Optional<LiveTable> stored(String name) throws SQLException {
        Optional<LiveTable> known = stored.get(name);
        if (known == null) {
            try (Connection connection = context().connection()) {
                known = LiveTable.read(connection, context().dialect(), name);
            }
            stored.put(name, known);
        }
        return known;
    }

    void statement(String table, String sql) {
        tables.statement(table, sql);
    }

    /** Rows that RAGFlow's script left in a table are put right from now on; false where they were before. */
    boolean repaired(String table) {
        return repaired.add(table);
    }

    boolean isRepaired(String table) {
        return repaired.contains(table);
    }

    void passed(Pass pass) {
        passes.add(pass);
    }

    void renamed(String table, NamesToBe rewritten) {
        names.put(table, rewritten);
    }

    /** The names in some rows of a table after references were rewritten. */
    List<IdRow> renamed(Connection connection, String table, List<IdRow> rows) throws SQLException {
        NamesToBe rewritten = names.get(table);
        if (rewritten == null) {
            return rows;
        }
        Map<String, Map<String, String>> after =
                rewritten.of(connection, rows.stream().map(IdRow::id).toList());
        return rows.stream()
                .map(row -> {
                    Map<String, String> texts = new HashMap<>(row.names());
                    texts.putAll(after.getOrDefault(row.id(), Map.of()));
                    return new IdRow(row.id(), row.tenant(), texts, row.ids());
                })
                .toList();
    }

    /** Rows of tenant_model were changed where they are, which later stages of a rehearsal do not see. */
    void changedInPlace() {
        changedInPlace = true;
    }

    boolean isChangedInPlace() {
        return changedInPlace;
    }

    void unknown(StageName stage, String reason) {
        unknown.put(stage, reason);
    }

    Optional<String> unknown(StageName stage) {
        return Optional.ofNullable(unknown.get(stage));
    }

    /** References need rows in tenant_model. */
    void added(NewRows rows) {
        addedModels += rows.size();
        long now = context().clock().millis();
        typed(rows.all(), now).forEach(row -> extras.computeIfAbsent(row.instanceId(), id -> new ArrayList<>())
                .add(row));
    }

    /** A stage adds rows to tenant_model that are worked out again when they are needed. */
    void added(long rows) {
        addedModels += rows;
    }

    /** How many rows tenant_model would have beside its own. */
    long addedModels() {
        return addedModels;
    }

    /** A reference asks for a type of a model whose provider the target does not have. */
    void noted(ReferenceRules.Extra extra) {
        slots.computeIfAbsent(extra.instanceId(), id -> new HashMap<>())
                .computeIfAbsent(extra.row().name(), name -> EnumSet.noneOf(ModelType.class))
                .add(extra.row().type());
    }

    void addSlots(Collection<String> instances, Map<String, Map<String, Set<ModelType>>> types) {
        instances.forEach(instance -> slots.getOrDefault(instance, Map.of())
                .forEach((name, some) -> types.computeIfAbsent(instance, id -> new HashMap<>())
                        .computeIfAbsent(name, any -> EnumSet.noneOf(ModelType.class))
                        .addAll(some)));
    }

    /** The background table gets an instance's rows; kept only where it has rows of an earlier run. */
    void filled(String instance) {
        if (stored.getOrDefault(MergeTables.BACKGROUND, Optional.empty()).isPresent()) {
            filled.add(instance);
        }
    }

    boolean isFilled(String instance) throws SQLException {
        return stored(MergeTables.BACKGROUND).isEmpty() || filled.contains(instance);
    }

    void exchanged(List<TableRename> renames) {
        context().dialect().renameTables(renames).forEach(sql -> statement(NewTables.MODEL, sql));
        renames.forEach(rename -> tables.rename(rename.from(), rename.to()));
        exchanged = true;
    }

    /** Tenants as the stages so far would leave them. */
    Map<String, TenantReader.Tenant> after(Map<String, TenantReader.Tenant> read, Assembly assembly)
            throws SQLException {
        Map<String, TenantReader.Tenant> tenants = new HashMap<>(read);
        if (passes.isEmpty()) {
            return tenants;
        }
        try (Connection connection = context().connection()) {
            for (Pass pass : passes) {
                if (pass.stage() != StageName.MODEL) {
                    for (TenantReader.Tenant tenant : List.copyOf(tenants.values())) {
                        if (pass.saw(tenant)) {
                            tenants.put(tenant.id(), after(connection, tenant, pass, assembly));
                        }
                    }
                }
            }
        }
        return tenants;
    }

    /** Nothing of what is planned again is made room for again. */
    private Widths widths(String table) throws SQLException {
        Widths known = widths.get(table);
        if (known == null) {
            known = context().widths(table);
            widths.put(table, known);
        }
        return known;
    }

    private Writes planned(Connection connection, Collection<TenantReader.Tenant> tenants, Pass pass)
            throws SQLException {
        Writes writes = new Writes(
                context(),
                widths(pass.work().table()),
                context().newRows(pass.work().table(), pass.work().columns()),
                pass.work().updateSql(),
                "",
                new Tally());
        pass.work().plan(connection, tenants, pass.run(), writes);
        return writes;
    }

    private TenantReader.Tenant after(Connection connection, TenantReader.Tenant tenant, Pass pass, Assembly assembly)
            throws SQLException {
        Writes writes = planned(connection, List.of(tenant), pass);
        if (writes.isEmpty()) {
            return tenant;
        }
        List<Provider> providers = new ArrayList<>(tenant.providers());
        Map<String, List<Instance>> instances = new HashMap<>();
        tenant.instances().forEach((id, some) -> instances.put(id, new ArrayList<>(some)));
        if (pass.stage() == StageName.PROVIDER) {
            writes.updates().forEach(update -> providers.replaceAll(provider -> rename(provider, update)));
            for (List<String> row : writes.rows().all()) {
                providers.add(new Provider(
                        BETWEEN + row.get(1) + BETWEEN + row.get(2), row.get(1), row.get(2), pass.at(), pass.at()));
            }
        } else {
            writes.updates().forEach(update -> instances
                    .values()
                    .forEach(some -> some.replaceAll(one -> {
                        return change(one, update);
                    })));
            for (List<String> row : writes.rows().all()) {
                instances.computeIfAbsent(row.get(1), id -> new ArrayList<>()).add(instance(row, pass.at()));
            }
        }
        return withModels(assembly.of(tenant.id(), tenant.rows(), providers, instances), tenant);
    }

    /** The names that were read for instances about which they tell something. */
    private static TenantReader.Tenant withModels(TenantReader.Tenant now, TenantReader.Tenant before) {
        Map<String, Set<String>> models = before.states().stream()
                .flatMap(state -> state.instances().stream())
                .filter(instance -> !instance.models().isEmpty())
                .collect(Collectors.toMap(Instance::id, Instance::models, (one, other) -> one));
        return models.isEmpty()
                ? now
                : new TenantReader.Tenant(
                        now.id(),
                        now.rows(),
                        now.states().stream()
                                .map(state -> state.withModels(models))
                                .toList(),
                        now.providers(),
                        now.instances());
    }

    private static Provider rename(Provider provider, List<String> update) {
        return provider.id().equals(update.get(1)) && provider.name().equals(update.get(2))
                ? new Provider(
                        provider.id(), provider.tenantId(), update.get(0), provider.createdAt(), provider.updatedAt())
                : provider;
    }

    private static Instance change(Instance instance, List<String> update) {
        if (!instance.id().equals(update.get(4)) || !instance.name().equals(update.get(5))) {
            return instance;
        }
        String key = update.get(1);
        return new Instance(
                instance.id(),
                instance.providerId(),
                update.get(0),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(update.get(2))),
                Credential.decode(key).key(),
                update.get(2),
                instance.active() || update.get(3).equals("active"),
                instance.createdAt(),
                instance.updatedAt(),
                Set.of());
    }

    private static Instance instance(List<String> row, long at) {
        String key = row.get(3);
        return new Instance(
                BETWEEN + row.get(1) + BETWEEN + row.get(2),
                row.get(1),
                row.get(2),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(row.get(5))),
                Credential.decode(key).key(),
                row.get(5),
                row.get(4).equals("active"),
                at,
                at,
                Set.of());
    }

    private static List<TypedRow> typed(List<List<String>> rows, long at) {
        TypedRow.RowTimes times = new TypedRow.RowTimes(at, NewRows.date(at), at, NewRows.date(at));
        return rows.stream()
                .map(row -> new TypedRow(
                        BETWEEN + row.get(2) + BETWEEN + row.get(3) + BETWEEN + row.get(4),
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
     * @param tenants as they are after them
     * @param now the rows that are there, by instance
     */
    Map<String, List<TypedRow>> typed(
            Connection connection, Collection<TenantReader.Tenant> tenants, Map<String, List<TypedRow>> now)
            throws SQLException {
        Map<String, List<TypedRow>> rows = new HashMap<>();
        now.forEach((instance, some) -> rows.put(instance, new ArrayList<>(some)));
        for (Pass pass : passes) {
            List<TenantReader.Tenant> seen = pass.stage() == StageName.MODEL
                    ? tenants.stream().filter(pass::saw).toList()
                    : List.of();
            if (!seen.isEmpty()) {
                Writes writes = planned(connection, seen, pass);
                typed(writes.rows().all(), pass.at())
                        .forEach(row -> rows.computeIfAbsent(row.instanceId(), id -> new ArrayList<>())
                                .add(row));
                writes.updates().forEach(update -> rows.values()
                        .forEach(some -> some.replaceAll(row -> {
                            return row.id().equals(update.get(1)) ? row.withStatus(update.get(0)) : row;
                        })));
            }
        }
        tenants.stream()
                .flatMap(TenantReader.Tenant::allInstances)
                .map(Instance::id)
                .filter(extras::containsKey)
                .forEach(id ->
                        rows.computeIfAbsent(id, any -> new ArrayList<>()).addAll(extras.getOrDefault(id, List.of())));
        return rows;
    }

    /** What v0.26's tenant_model has for the instances of some models that references ask for. */
    Map<NewTables.ModelKey, NewTables.StoredModel> models(
            Connection connection, Collection<ReferenceRules.Extra> wanted) throws SQLException {
        Map<NewTables.ModelKey, NewTables.StoredModel> models = new HashMap<>();
        if (wanted.isEmpty()) {
            return models;
        }
        Set<String> providers =
                wanted.stream().map(ReferenceRules.Extra::providerId).collect(Collectors.toSet());
        Collection<TenantReader.Tenant> tenants = TenantReader.of(context())
                .read(connection, tenantsOf(connection, providers))
                .values();
        typed(connection, tenants, new MergeReader(context()).typed(connection, NewTables.MODEL, instances(tenants)))
                .values()
                .forEach(rows -> rows.forEach(row -> models.put(
                        new NewTables.ModelKey(row.instanceId(), row.name(), row.type()),
                        new NewTables.StoredModel(row.id(), row.status(), row.isEdited()))));
        return models;
    }

    private Set<String> tenantsOf(Connection connection, Set<String> providers) throws SQLException {
        Set<String> tenants = new HashSet<>();
        Set<String> there = new HashSet<>();
        for (String provider : providers) {
            if (provider.startsWith(BETWEEN)) {
                tenants.add(provider.substring(1, provider.indexOf(BETWEEN, 1)));
            } else {
                there.add(provider);
            }
        }
        if (!there.isEmpty()) {
            new IdLookup(context().dialect(), NewTables.PROVIDER)
                    .values(connection, "id", "tenant_id", there)
                    .values()
                    .forEach(tenants::addAll);
        }
        return tenants;
    }

    static List<String> instances(Collection<TenantReader.Tenant> tenants) {
        return tenants.stream()
                .flatMap(TenantReader.Tenant::allInstances)
                .map(Instance::id)
                .toList();
    }

    /** v0.27's rows of tenant_model of some tenants, by instance. */
    Map<String, List<ListedModel>> listed(Connection connection, Collection<TenantReader.Tenant> tenants)
            throws SQLException {
        return exchanged ? merged(connection, tenants) : inPlace(connection, tenants);
    }

    private Map<String, List<ListedModel>> merged(Connection connection, Collection<TenantReader.Tenant> tenants)
            throws SQLException {
        ModelMerge merge = MergePass.merge(context());
        Map<String, List<ListedModel>> listed = new HashMap<>();
        for (MergePass.Known known : MergePass.known(context(), connection, tenants, new Tally())) {
            Instance instance = known.instance();
            List<ListedModel> rows = new ArrayList<>();
            merge.merge(known.provider(), instance, known.rows(), known.legacy(), known.slots(), new Tally())
                    .forEach(row -> rows.add(new ListedModel(
                            row.id() == null ? BETWEEN + instance.id() + BETWEEN + row.name() : row.id(),
                            "",
                            "",
                            instance.name(),
                            row.name(),
                            row.bits(),
                            row.active())));
            listed.put(instance.id(), rows);
        }
        return named(tenants, listed);
    }

    private Map<String, List<ListedModel>> inPlace(Connection connection, Collection<TenantReader.Tenant> tenants)
            throws SQLException {
        Map<String, List<ListedModel>> listed = new HashMap<>();
        if (stored(NewTables.MODEL).isEmpty()) {
            return listed;
        }
        new StoredModels(context().dialect())
                .ofInstances(connection, instances(tenants))
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
        return named(tenants, listed);
    }

    private static Map<String, List<ListedModel>> named(
            Collection<TenantReader.Tenant> tenants, Map<String, List<ListedModel>> listed) {
        Map<String, List<ListedModel>> named = new HashMap<>();
        for (TenantReader.Tenant tenant : tenants) {
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
    Map<String, ListedModel> byId(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, ListedModel> found = new HashMap<>();
        if (ids.isEmpty() || stored(NewTables.MODEL).isEmpty()) {
            return found;
        }
        Dialect dialect = context().dialect();
        Set<String> providers = new StoredModels(dialect)
                .ofIds(connection, ids).values().stream()
                        .map(StoredModels.Row::providerId)
                        .collect(Collectors.toSet());
        Collection<TenantReader.Tenant> tenants = TenantReader.of(context())
                .read(connection, tenantsOf(connection, providers))
                .values();
        listed(connection, tenants).values().forEach(rows -> rows.stream()
                .filter(row -> ids.contains(row.id()))
                .forEach(row -> found.put(row.id(), row)));
        return found;
    }
}
