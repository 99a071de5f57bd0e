package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts how many models of {@code tenant_llm} and how many stored references still mean what they meant, tenant by tenant, some
 * at a time: every row is read once. Writes nothing. Needs the three new tables.
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
                new InstanceIndex(database),
                new LastFill(),
                Pacing.of(StageProgress.NONE));
    }

    /**
     * @param connection reads everything but the shape of the tables, so that what it sees may be one moment
     * @param visitor sees every row of the new tables
     */
    public Result run(Connection connection, StoredRowVisitor visitor) throws SQLException {
        @Nullable LegacyTable legacy = LegacyTable.of(context).orElse(null);
        boolean bits = context.requiredTable(NewTables.MODEL).isInteger("model_type");
        Ownership ownership = Ownership.read(context);
        TenantView.Rules rules = new TenantView.Rules(
                context.catalogue(),
                bits,
                context.requiredTable(NewTables.PROVIDER).collation("provider_name"),
                context.requiredTable(NewTables.INSTANCE).collation("instance_name"),
                context.requiredTable(NewTables.MODEL).collation("model_name"));
        Function<TenantReader.Tenant, TenantModels> models = models(legacy, rules);
        TenantGroupReader reader = new TenantGroupReader(connection, context.dialect(), legacy, rules, models, visitor);
        TenantViews others =
                new TenantViews(new TenantReader(context, legacy), new StoredModels(context.dialect()), rules, models);
        List<ReferenceCount> references = new ArrayList<>();
        for (ReferenceSource source : ReferenceSource.all(connection, context.dialect())) {
            references.add(new ReferenceCount(connection, context, source, others, ownership, bits));
        }
        Counter counter = new Counter();
        Samples unknownTypes = new Samples();
        ModelJudge judge = new ModelJudge(context.catalogue(), ownership, bits, counter, unknownTypes);
        RepairEstimate estimate = new RepairEstimate(context, bits);
        new TenantSweep(connection, context.dialect(), new TenantSweep.Visitor() {
                    @Override
                    public void tenants(Map<String, List<String>> instances) throws SQLException {
                        visitor.group();
                        TenantGroup group = reader.read(instances);
                        group.states().forEach(state -> {
                            judge.judge(state, group.stored());
                            estimate.count(state, group.stored());
                        });
                        for (ReferenceCount count : references) {
                            count.count(group);
                        }
                    }

                    @Override
                    public void orphans(List<String> instances) throws SQLException {
                        reader.seeOrphans(instances);
                    }
                })
                .run();
        for (ReferenceCount count : references) {
            count.countUnowned();
        }
        if (reader.modelsSeen() < rows(connection)) {
            reader.seeModelsWithoutInstance();
        }
        return result(counter, unknownTypes, references, estimate);
    }

    private static Result result(
            Counter models, Samples unknownTypes, List<ReferenceCount> tables, RepairEstimate estimate) {
        Counter references = new Counter();
        Samples idColumns = new Samples();
        Samples storedIds = new Samples();
        Samples unknownIds = new Samples();
        for (ReferenceCount table : tables) {
            references.addAll(table.counter());
            idColumns.addAll(table.idColumns().count(), table.idColumns().keys());
            storedIds.addAll(table.lostIds().count(), table.lostIds().keys());
            unknownIds.addAll(table.unknownIds().count(), table.unknownIds().keys());
        }
        return new Result(
                new Preservation(models.count(), references.count()),
                unknownTypes,
                idColumns,
                storedIds,
                unknownIds,
                estimate.result());
    }

    private Function<TenantReader.Tenant, TenantModels> models(@Nullable LegacyTable legacy, TenantView.Rules rules)
            throws SQLException {
        Collation legacyNames = legacy == null ? Collation.BINARY : legacy.nameCollation();
        long firstStarted = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(Long.MAX_VALUE);
        List<String> factories = TenantModelsCache.factories(context);
        return tenant -> new TenantModels(
                tenant,
                context.catalogue(),
                context.catalogue(),
                factories,
                legacyNames,
                rules.providerNames(),
                firstStarted);
    }

    private long rows(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT COUNT(*) FROM " + context.dialect().quoted(NewTables.MODEL));
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
