package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Dialect.TableRename;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.IdRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.rules.TenantPlan;
import dev.ragflow.migrator.model.rules.TenantRules;
import dev.ragflow.migrator.model.rules.TenantState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
import org.jspecify.annotations.Nullable;

/**
 * What a run that writes nothing has planned so far: how tables would be, how {@link #after tenants} would be, and through
 * {@link #models} the rows of v0.27. It says itself where it cannot tell.
 */
public final class DryRun {

    /** The names that a pass over a table would leave in its rows. */
    public interface RewrittenNames {

        /** The new names of some rows, by row id and column. */
        Map<String, Map<String, String>> of(Connection connection, Collection<String> ids) throws SQLException;
    }

    /**
     * A pass over {@code tenant_llm} that is done.
     *
     * @param since it saw only tenants with changes after this moment, epoch milliseconds; null for all
     * @param seen the tenants it saw; null for all that {@code since} leaves
     * @param at when it was over, epoch milliseconds
     */
    public record TenantsPassed(
            TenantRules rules,
            @Nullable Long since,
            @Nullable Set<String> seen,
            long at) {

        private boolean saw(TenantState tenant) {
            return (seen == null || seen.contains(tenant.id()))
                    && (since == null
                            || tenant.rows().stream()
                                    .anyMatch(row -> row.model().touchedAfter(since)));
        }
    }

    private final DryRunTables tables;
    private final Map<String, Optional<LiveTable>> stored = new HashMap<>();
    private final Map<String, RewrittenNames> names = new HashMap<>();
    private final Set<String> repaired = new HashSet<>();
    private final Set<String> filled = new HashSet<>();
    private final Map<StageName, String> unknown = new TreeMap<>();
    private final List<TenantsPassed> passes = new ArrayList<>();
    private final Map<String, List<TypedRow>> addedByInstance = new HashMap<>();
    private final Map<String, Map<String, Set<ModelType>>> slots = new HashMap<>();
    private @Nullable StageContext context;
    private @Nullable DryRunModels models;
    private long addedModels;
    private boolean changedInPlace;

    /** Rows of tenant_model that get a type or leave; RAGFlow's script makes few without one. */
    private final Set<String> typed = new HashSet<>();

    public DryRun(DryRunTables tables) {
        this.tables = tables;
    }

    public void begin(StageContext stages) {
        context = stages;
        models = new DryRunModels(stages);
    }

    private StageContext context() {
        return Objects.requireNonNull(context);
    }

    public DryRunModels models() {
        return Objects.requireNonNull(models);
    }

    public DryRunTables tables() {
        return tables;
    }

    /** A table as the steps so far would leave it. */
    Optional<LiveTable> table(String name) throws SQLException {
        Optional<Map<String, DryRunTables.Column>> planned = tables.table(name);
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

    public void renamed(String table, RewrittenNames rewritten) {
        names.put(table, rewritten);
    }

    /** The names in some rows of a table after references were rewritten. */
    public List<IdRow> renamed(Connection connection, String table, List<IdRow> rows) throws SQLException {
        RewrittenNames rewritten = names.get(table);
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

    /** Rows of tenant_model were changed where they are, which later stages of a dry run do not see. */
    public void changedInPlace() {
        changedInPlace = true;
    }

    public boolean isChangedInPlace() {
        return changedInPlace;
    }

    /** A row of tenant_model gets a type, or leaves the table. */
    public synchronized void typed(String id) {
        typed.add(id);
    }

    /** How many rows of tenant_model would have no type. */
    public long typeless() throws SQLException {
        if (stored(ModelTables.MODEL).filter(LiveTable::hasTypeBits).isEmpty()) {
            return 0;
        }
        long rows = 0;
        try (Connection connection = context().connection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id FROM " + context().dialect().quoted(ModelTables.MODEL) + " WHERE model_type = 0");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows += typed.contains(row.getString(1)) ? 0 : 1;
            }
        }
        return rows;
    }

    public void unknown(StageName stage, String reason) {
        unknown.put(stage, reason);
    }

    public Optional<String> unknown(StageName stage) {
        return Optional.ofNullable(unknown.get(stage));
    }

    public void passed(TenantsPassed pass) {
        passes.add(pass);
    }

    /** Whether a pass has added rows to tenant_model, so that what a tenant has there is not all that is stored. */
    boolean addsModels() {
        return passes.stream().anyMatch(pass -> pass.rules().runs().containsKey(StageName.MODEL));
    }

    /**
     * A tenant as the stages so far would leave it. Nothing of a tenant is kept: what passes make of it is planned again whenever
     * somebody asks.
     */
    TenantState after(TenantState tenant) {
        TenantState now = tenant;
        for (TenantsPassed pass : passes) {
            if (pass.saw(now)) {
                now = now.after(pass.rules().plan(now, pass.at()));
            }
        }
        List<TypedRow> added = now.allInstances()
                .flatMap(instance -> addedByInstance.getOrDefault(instance.id(), List.of()).stream())
                .toList();
        return now.after(TenantPlan.ofModels(added, List.of(), new Tally()));
    }

    /** References need these rows of tenant_model. */
    public void added(List<TypedRow> rows) {
        addedModels += rows.size();
        rows.forEach(row -> addedByInstance
                .computeIfAbsent(row.instanceId(), id -> new ArrayList<>())
                .add(row));
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

    /** A stage adds rows to tenant_model that are worked out again when they are needed. */
    public void added(long rows) {
        addedModels += rows;
    }

    /** How many rows tenant_model would have beside its own. */
    public long addedModels() {
        return addedModels;
    }

    /** The background table gets an instance's rows; kept only where it has rows of an earlier run. */
    public void filled(String instance) {
        if (stored.getOrDefault(ModelTables.BACKGROUND, Optional.empty()).isPresent()) {
            filled.add(instance);
        }
    }

    public boolean isFilled(String instance) throws SQLException {
        return stored(ModelTables.BACKGROUND).isEmpty() || filled.contains(instance);
    }

    public void exchanged(List<TableRename> renames) {
        context().dialect().renameTables(renames).forEach(sql -> statement(ModelTables.MODEL, sql));
        renames.forEach(rename -> tables.rename(rename.from(), rename.to()));
        models().exchanged();
    }
}
