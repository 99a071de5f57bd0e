package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Chunk;
import dev.ragflow.migrator.batch.RangeReader;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.TenantPlan;
import dev.ragflow.migrator.model.rules.TenantRules;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over the tenants of {@code tenant_llm} for some stages: each chunk is read once, planned, and written whole. */
final class TenantPass implements RangeReader<List<String>> {

    private final StageContext context;
    private final LegacyTable legacy;
    private final Map<StageName, TenantTable> tables = new EnumMap<>(StageName.class);
    private final Map<StageName, Provenance.Run> runs = new EnumMap<>(StageName.class);
    private final TenantRules rules;

    /** Only tenants with changes after this moment are seen, epoch milliseconds; null for all. */
    private @Nullable Long since = Long.MAX_VALUE;

    private @Nullable TenantReader reader;

    /** The tenants that were seen, where a dry run goes on after an interrupted pass; else null. */
    private @Nullable Set<String> seen;

    TenantPass(StageContext context, LegacyTable legacy) throws SQLException {
        this.context = context;
        this.legacy = legacy;
        Collation names = context.table(ModelTables.INSTANCE)
                .map(table -> table.collation("instance_name"))
                .orElse(Collation.BINARY);
        this.rules = new TenantRules(context.catalogue(), context.previousCatalogue(), names, runs);
    }

    /** @param from the moment after which the stage has to see changes, epoch milliseconds; null for all rows */
    void add(StageName stage, Checkpoint checkpoint, Provenance.Run run, @Nullable Long from) throws SQLException {
        tables.put(stage, new TenantTable(context, stage, checkpoint));
        runs.put(stage, run);
        since = since == null || from == null ? null : Long.valueOf(Math.min(since, from));
    }

    TenantTable table(StageName stage) {
        return Objects.requireNonNull(tables.get(stage));
    }

    /** Does nothing where no stage was added. */
    void run() throws SQLException {
        if (tables.isEmpty()) {
            return;
        }
        List<Checkpoint> checkpoints =
                tables.values().stream().map(TenantTable::checkpoint).toList();
        Checkpoint first = checkpoints.get(0);
        // stages that were interrupted at different places see all tenants again
        boolean goesOn = checkpoints.stream().allMatch(one -> Objects.equals(one.lastKey(), first.lastKey()));
        Checkpoint start = goesOn ? first : first.atStart();
        seen = context.isDryRun() && start.lastKey() != null ? new HashSet<>() : null;
        reader = tables.containsKey(StageName.MODEL)
                ? TenantReader.withPlainModels(context, legacy)
                : new TenantReader(context, legacy);
        long rows;
        try (Connection connection = context.connection()) {
            rows = legacy.count(connection, since);
        }
        String name = tables.keySet().iterator().next().text();
        context.pass(start, name, LegacyTable.NAME, rows, this);
        tables.values().forEach(TenantTable::ended);
        for (Checkpoint other : checkpoints.subList(1, checkpoints.size())) {
            context.checkpoints().finish(other.stage());
        }
        context.ifDryRun(this::note);
    }

    private void note(DryRun dryRun) {
        dryRun.passed(
                new DryRun.TenantsPassed(rules, since, seen, context.clock().millis()));
        if (tables.containsKey(StageName.MODEL)) {
            dryRun.added(table(StageName.MODEL).tally().inserted());
        }
    }

    @Override
    public Optional<List<String>> range(Connection connection, @Nullable String after, int size) throws SQLException {
        return Optional.of(legacy.tenantsAfter(connection, after, since, size)).filter(ids -> !ids.isEmpty());
    }

    @Override
    public String lastKey(List<String> ids) {
        return ids.get(ids.size() - 1);
    }

    @Override
    public Chunk read(Connection connection, List<String> ids) throws SQLException {
        if (seen != null) {
            seen.addAll(ids);
        }
        Map<String, TenantState> tenants = Objects.requireNonNull(reader).read(connection, ids);
        long now = context.clock().millis();
        List<TenantPlan> plans = new ArrayList<>();
        long rows = 0;
        for (String id : ids) {
            TenantState tenant = Objects.requireNonNull(tenants.get(id));
            rows += tenant.rows().size();
            plans.add(rules.plan(tenant, now));
        }
        return new TenantChunk(context, tables, TenantPlan.of(plans), lastKey(ids), rows);
    }
}
