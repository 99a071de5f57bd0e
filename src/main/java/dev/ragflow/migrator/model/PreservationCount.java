package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts how many models of {@code tenant_llm} and how many stored references still mean what they meant. Reads in chunks of
 * tenants and rows and writes nothing. Needs the three new tables.
 */
public final class PreservationCount {

    /**
     * What was found.
     *
     * @param unknownTypes rows of tenant_llm left out, since nobody knows their type
     * @param idColumns {@code tenant_*_id} columns that name no model of the tenant with that type
     * @param storedIds ids in names and JSON that name no model that serves there
     * @param unknownIds ids in names and JSON of models that users may have deleted since
     * @param repairable what a repair would bring back
     */
    public record Result(
            Preservation preservation,
            Samples unknownTypes,
            Samples idColumns,
            Samples storedIds,
            Samples unknownIds,
            Repairable repairable) {}

    private final StageContext context;

    public PreservationCount(Database database, Release release, Catalogue catalogue) {
        Clock clock = Clock.systemUTC();
        this.context = new StageContext(
                database,
                release,
                catalogue,
                new Repair(false),
                clock,
                new ModelIds(clock),
                (table, column, characters) -> {},
                new Checkpoints(database, clock),
                Pacing.of(StageProgress.NONE));
    }

    /** @param connection reads everything but the shape of the tables, so that what it sees may be one moment */
    public Result run(Connection connection) throws SQLException {
        Optional<LegacyTable> legacy = LegacyTable.of(context);
        TenantReader reader = new TenantReader(context, legacy.orElse(null));
        boolean bits = context.requiredTable(NewTables.MODEL).isInteger("model_type");
        Ownership ownership = Ownership.read(context);
        Samples unknownTypes = new Samples();
        Counter models = new Counter();
        RepairEstimate estimate = new RepairEstimate(context, bits);
        if (legacy.isPresent()) {
            ModelJudge judge = new ModelJudge(context.catalogue(), ownership, bits, models, unknownTypes);
            countModels(connection, legacy.get(), reader, judge, estimate);
        }
        Samples storedIds = new Samples();
        Samples unknownIds = new Samples();
        Counter references = new Counter();
        ReferenceCount count = new ReferenceCount(
                context, views(reader, legacy, bits), ownership, bits, references, storedIds, unknownIds);
        for (ReferenceTable table : ReferenceTable.ALL) {
            count.count(connection, table);
        }
        Preservation preservation = new Preservation(models.count(), references.count());
        return new Result(
                preservation,
                unknownTypes,
                bits ? idColumns(connection) : new Samples(),
                storedIds,
                unknownIds,
                estimate.result());
    }

    private void countModels(
            Connection connection, LegacyTable legacy, TenantReader reader, ModelJudge judge, RepairEstimate estimate)
            throws SQLException {
        StoredModels models = new StoredModels(context.dialect());
        List<String> tenants = legacy.tenantsAfter(connection, null, null, ReferenceReader.CHUNK_ROWS);
        while (!tenants.isEmpty()) {
            List<ProviderState> states = reader.read(connection, tenants).values().stream()
                    .flatMap(tenant -> tenant.states().stream())
                    .toList();
            Map<String, List<StoredModels.Row>> stored = models.ofInstances(
                    connection,
                    states.stream()
                            .flatMap(state -> state.instances().stream())
                            .map(Instance::id)
                            .toList());
            for (ProviderState state : states) {
                judge.judge(state, stored);
                estimate.count(state, stored);
            }
            tenants =
                    legacy.tenantsAfter(connection, tenants.get(tenants.size() - 1), null, ReferenceReader.CHUNK_ROWS);
        }
    }

    private TenantViews views(TenantReader reader, Optional<LegacyTable> legacy, boolean bits) throws SQLException {
        Collation providerNames = context.requiredTable(NewTables.PROVIDER).collation("provider_name");
        TenantView.Rules rules = new TenantView.Rules(
                context.catalogue(),
                bits,
                providerNames,
                context.requiredTable(NewTables.INSTANCE).collation("instance_name"),
                context.requiredTable(NewTables.MODEL).collation("model_name"));
        Collation legacyNames = legacy.map(LegacyTable::nameCollation).orElse(Collation.BINARY);
        long firstStarted = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(Long.MAX_VALUE);
        List<String> factories = ReferenceChunks.factories(context);
        return new TenantViews(
                reader,
                new StoredModels(context.dialect()),
                rules,
                tenant -> new TenantModels(
                        tenant,
                        context.catalogue(),
                        context.catalogue(),
                        factories,
                        legacyNames,
                        providerNames,
                        firstStarted));
    }

    private Samples idColumns(Connection connection) throws SQLException {
        Samples found = new Samples();
        for (IdTable table : IdTable.all(context.dialect(), connection)) {
            List<String> keys = table.keysAfter(connection, null, null, IdTable.CHUNK);
            while (!keys.isEmpty()) {
                List<IdRow> rows = table.rows(connection, keys);
                ModelDirectory models = ModelDirectory.of(context, connection, rows);
                for (IdRow row : rows) {
                    row.ids().forEach((column, id) -> {
                        Slot slot = Slot.of(column, false).orElseThrow();
                        if (models.held(row.tenant(), id, slot).isEmpty()) {
                            found.add(table.name() + " " + row.id() + ", " + IdTable.idColumn(column));
                        }
                    });
                }
                keys = table.keysAfter(connection, keys.get(keys.size() - 1), null, IdTable.CHUNK);
            }
        }
        return found;
    }
}
