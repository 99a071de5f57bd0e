package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.ModelIds;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.BackgroundFill;
import dev.ragflow.migrator.model.tables.InstanceIndex;
import dev.ragflow.migrator.model.tables.KeyedTables;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.LiveTables;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.Ownership;
import dev.ragflow.migrator.model.tables.ReferenceSource;
import dev.ragflow.migrator.model.tables.Repair;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Teams;
import dev.ragflow.migrator.model.tables.TenantSweep;
import dev.ragflow.migrator.model.tables.TextCensus;
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
     * @param unheld rows of tenant_llm among the lost whose credential no instance holds, as RAGFlow may have left them
     * @param unseeded references among the lost to models that RAGFlow's script may have left out of its table
     * @param idColumns {@code tenant_*_id} columns that name no model of the tenant with that type
     * @param storedIds ids in names and JSON that name no model that serves there
     * @param unknownIds ids in names and JSON of models that users may have deleted since
     * @param off names of models whose type for that purpose is switched off
     * @param cut names that RAGFlow's script may have cut
     * @param repairable what a repair would bring back
     */
    public record Result(
            Preservation preservation,
            Samples unknownTypes,
            Samples unheld,
            Samples unseeded,
            Samples idColumns,
            Samples storedIds,
            Samples unknownIds,
            Samples off,
            Samples cut,
            Repairable repairable) {}

    private final StageContext context;
    private final int large;

    public PreservationCount(Database database, Release release, Catalogue catalogue) {
        this(database, release, catalogue, TextCensus.LARGE);
    }

    /** @param large from how many rows on a table whose rows share texts is read in one pass */
    public PreservationCount(Database database, Release release, Catalogue catalogue, int large) {
        this.large = large;
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
                new LiveTables(database),
                new KeyedTables(database.dialect()),
                new InstanceIndex(database),
                new BackgroundFill(),
                Pacing.of(StageProgress.NONE),
                null);
    }

    /** Whether anybody has filled the new tables yet. */
    public boolean hasProviders() throws SQLException {
        if (context.stored(ModelTables.PROVIDER).isEmpty()) {
            return false;
        }
        try (Connection connection = context.connection()) {
            return !new ModelTables(context).isEmpty(connection, ModelTables.PROVIDER);
        }
    }

    /**
     * A connection that reads tenants.
     *
     * @param visitor sees every row of the new tables that it reads
     */
    public record Reader(Connection connection, StoredRowVisitor visitor) {}

    /**
     * Counts on the calling thread and that many more as there are readers.
     *
     * @param sweep finds out which tenants there are; sees the same moment as the readers
     * @param readers read everything but the shape of the tables; one of them may be {@code sweep}, if it is the only one
     * @param between called before each group of tenants; ends the count by throwing
     */
    public Result run(Connection sweep, List<Reader> readers, Runnable between) throws SQLException {
        context.forgetTables();
        GroupJudge.Rules rules = rules(sweep, readers.size()).withCensuses(sweep, large, between);
        List<GroupJudge> judges = new ArrayList<>();
        for (Reader reader : readers) {
            judges.add(new GroupJudge(reader.connection(), rules, reader.visitor()));
        }
        GroupFindings found = GroupFindings.ofNobody(rules.sources().size());
        if (judges.size() == 1) {
            sweep(sweep, between, task -> found.addAll(task.of(judges.get(0))));
        } else {
            try (GroupJudges several = new GroupJudges(judges, found)) {
                sweep(sweep, between, several::ask);
                several.finish();
            }
        }
        found.addAll(judges.get(0).judgeUnowned());
        if (judges.stream().mapToLong(GroupJudge::modelsSeen).sum() < rows(sweep)) {
            judges.get(0).seeModelsWithoutInstance();
        }
        return result(found, judges.stream().map(GroupJudge::repairable).reduce(Repairable.NOTHING, Repairable::plus));
    }

    /** Gives tasks to judges. */
    @FunctionalInterface
    private interface Judging {
        void ask(GroupJudges.Task task) throws SQLException;
    }

    private void sweep(Connection connection, Runnable between, Judging judging) throws SQLException {
        new TenantSweep(connection, context.dialect(), new TenantSweep.Visitor() {
                    @Override
                    public void tenants(Map<String, List<String>> instances) throws SQLException {
                        between.run();
                        judging.ask(judge -> judge.judge(instances));
                    }

                    @Override
                    public void orphans(List<String> instances) throws SQLException {
                        judging.ask(judge -> judge.judgeOrphans(instances));
                    }
                })
                .run();
    }

    private GroupJudge.Rules rules(Connection connection, int judges) throws SQLException {
        // while readers are at work, their connections may be all that there are
        context.lookAt(List.of(
                ModelTables.PROVIDER,
                ModelTables.INSTANCE,
                ModelTables.MODEL,
                LegacyTable.NAME,
                Teams.TABLE,
                ModelTables.BACKUP));
        @Nullable LegacyTable legacy = LegacyTable.of(context).orElse(null);
        TenantView.Rules views = new TenantView.Rules(
                context.catalogue(),
                context.requiredTable(ModelTables.MODEL).hasTypeBits(),
                context.modelNames(),
                Ownership.read(context));
        return new GroupJudge.Rules(
                judges,
                context,
                legacy,
                views,
                models(legacy, views),
                views.ownership(),
                ReferenceSource.all(connection, context.keyed()),
                new ModelSets());
    }

    private static Result result(GroupFindings found, Repairable repairable) {
        ReferenceFindings references = new ReferenceFindings();
        found.references().forEach(references::addAll);
        return new Result(
                new Preservation(found.models().count(), references.counter().count()),
                found.unknownTypes(),
                found.unheld(),
                references.unseeded(),
                references.idColumns(),
                references.lostIds(),
                references.unknownIds(),
                references.off(),
                references.cut(),
                repairable);
    }

    private Function<TenantState, TenantModels> models(@Nullable LegacyTable legacy, TenantView.Rules rules)
            throws SQLException {
        Collation legacyNames = legacy == null ? Collation.BINARY : legacy.nameCollation();
        long firstStarted = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(Long.MAX_VALUE);
        TenantModels.Rules tenants = new TenantModels.Rules(
                context.catalogue(),
                context.catalogue(),
                LegacyTable.factories(context),
                legacyNames,
                rules.names().providers(),
                firstStarted);
        return tenant -> new TenantModels(tenants, tenants.facts(tenant));
    }

    private long rows(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT COUNT(*) FROM " + context.dialect().quoted(ModelTables.MODEL));
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
