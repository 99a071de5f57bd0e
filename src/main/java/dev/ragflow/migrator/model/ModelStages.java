package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.DryRunCheckpoints;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.ModelIds;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.stages.IdStage;
import dev.ragflow.migrator.model.stages.MergeStage;
import dev.ragflow.migrator.model.stages.ReferenceStage;
import dev.ragflow.migrator.model.stages.SeedingStage;
import dev.ragflow.migrator.model.stages.Stage;
import dev.ragflow.migrator.model.stages.TenantStage;
import dev.ragflow.migrator.model.tables.BackgroundFill;
import dev.ragflow.migrator.model.tables.ColumnWidener;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.DryRunTables;
import dev.ragflow.migrator.model.tables.InstanceIndex;
import dev.ragflow.migrator.model.tables.KeyedTables;
import dev.ragflow.migrator.model.tables.LiveTables;
import dev.ragflow.migrator.model.tables.Repair;
import dev.ragflow.migrator.model.tables.RestoredTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.StartingOver;
import dev.ragflow.migrator.model.tables.WorkTables;
import dev.ragflow.migrator.release.Release;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stages that move RAGFlow's models from {@code tenant_llm} to the tables of v0.26, and the references to them. Each may run
 * any number of times and may be killed at any moment: the next run goes on.
 */
public final class ModelStages {

    private final StageContext context;
    private final List<String> names;
    private final List<StageName> chosen;

    /** What an earlier stage has done for later ones. */
    private final Map<StageName, StageResult> done = new EnumMap<>(StageName.class);

    /**
     * @param target the release that is aimed at; releases before v0.26 have no stages
     * @param catalogue the models that release has by itself
     * @param repair whether to bring back what RAGFlow's own script lost, where no user's change speaks against it
     * @param widener makes columns wider before a longer value is written
     * @param pacing how passes over tables go
     */
    public ModelStages(
            Database database,
            Release target,
            Catalogue catalogue,
            boolean repair,
            Clock clock,
            ColumnWidener widener,
            Pacing pacing) {
        this(database, target, catalogue, repair, clock, widener, pacing, null);
    }

    private ModelStages(
            Database database,
            Release target,
            Catalogue catalogue,
            boolean repair,
            Clock clock,
            ColumnWidener widener,
            Pacing pacing,
            @Nullable DryRun dryRun) {
        this.chosen = StageName.of(target);
        this.context = new StageContext(
                database,
                target,
                catalogue,
                new Repair(repair),
                clock,
                new ModelIds(clock),
                widener,
                dryRun == null
                        ? new Checkpoints(database, clock, Retries.of(pacing))
                        : new DryRunCheckpoints(database, clock),
                new LiveTables(database),
                new KeyedTables(database.dialect()),
                new InstanceIndex(database, dryRun != null),
                new BackgroundFill(),
                pacing,
                dryRun);
        this.names =
                StageName.of(context.target()).stream().map(StageName::text).toList();
        if (dryRun != null) {
            dryRun.begin(context);
        }
    }

    private ModelStages(ModelStages all, Predicate<String> some) {
        this.context = all.context;
        this.names = all.names;
        this.chosen =
                all.chosen.stream().filter(stage -> some.test(stage.text())).toList();
    }

    /**
     * The same for a run that goes through some of them: a stage that passes tenants does the work of those after it, too, but of no
     * other than these.
     *
     * @param some whether a stage of this name is one of them
     */
    public ModelStages only(Predicate<String> some) {
        return new ModelStages(this, some);
    }

    /**
     * The same stages for a run that writes nothing: each counts as if it and those before it had written.
     *
     * @param widener hears of columns that would have to be made wider
     * @param tables how tables would be, kept up to date by the caller
     */
    public static ModelStages dryRun(
            Database database,
            Release target,
            Catalogue catalogue,
            boolean repair,
            Clock clock,
            ColumnWidener widener,
            DryRunTables tables) {
        return new ModelStages(
                database, target, catalogue, repair, clock, widener, Pacing.of(StageProgress.NONE), new DryRun(tables));
    }

    /** Why a dry run cannot tell a stage's counts; empty where it can. */
    public Optional<String> unknown(String stage) {
        return context.isDryRun() ? context.dryRun().unknown(StageName.of(stage)) : Optional.empty();
    }

    /** The stages' names in the order in which they must run. */
    public List<String> names() {
        return names;
    }

    /**
     * Whether a stage has anything to do now. Cheap, and safe whatever tables the database has; tables that are yet to be made
     * count as if they were there.
     *
     * @throws MigrationException when the database cannot be read
     * @throws IllegalArgumentException for a name that is none of {@link #names}
     */
    public boolean hasWork(String stage) {
        try {
            return stage(stage).hasWork();
        } catch (SQLException e) {
            throw new MigrationException("Could not check whether stage " + stage + " has work to do", e);
        }
    }

    /**
     * The same where a verification has found nothing wrong since this program last wrote; does not look for damage.
     *
     * @throws MigrationException when the database cannot be read
     */
    public boolean hasNewWork(String stage) {
        try {
            return stage(stage).hasNewWork();
        } catch (SQLException e) {
            throw new MigrationException("Could not check whether stage " + stage + " has work to do", e);
        }
    }

    /**
     * Runs a stage to its end.
     *
     * @return what happened, one result for each table written
     * @throws MigrationException when it cannot go on; what is committed stays, and the next run continues from there
     * @throws IllegalArgumentException for a name that is none of {@link #names}
     */
    public List<StageResult> run(String stage) {
        return run(stage, Stage::run);
    }

    /**
     * The same for what {@link #hasNewWork} tells; does not look for damage.
     *
     * @throws MigrationException as above
     */
    public List<StageResult> runForNewWork(String stage) {
        return run(stage, Stage::runForNewWork);
    }

    /**
     * What shows that tables were restored from a backup since an earlier run, a part of a sentence; empty where nothing does. Cheap.
     *
     * @throws MigrationException when the database cannot be read
     */
    public Optional<String> restored() {
        try {
            return names.isEmpty()
                    ? Optional.empty()
                    : new RestoredTables(context).find().map(RestoredTables.Evidence::text);
        } catch (SQLException e) {
            throw new MigrationException("Could not check whether tables were restored; nothing was changed", e);
        }
    }

    /**
     * Makes all stages see every row again, where {@link #restored} found something.
     *
     * @throws MigrationException when what earlier runs noted cannot be changed
     */
    public void startOver() {
        startOver(() -> {
            Optional<RestoredTables.Evidence> found = new RestoredTables(context).find();
            if (found.isPresent()) {
                new StartingOver(context).from(StageName.PROVIDER, found.get().ofOldReferences());
            }
            return List.of();
        });
    }

    /**
     * Makes the stages that some checks of the verification look at, and those after them, see every row again.
     *
     * @param failed names of checks
     * @return the names of these stages; none where no stage would do its work again
     * @throws MigrationException when what earlier runs noted cannot be changed
     */
    public List<String> startOver(Collection<String> failed) {
        return startOver(() -> {
            Optional<StageName> first = failed.stream()
                    .flatMap(check -> StageName.checkedBy(check).stream())
                    .min(Comparator.naturalOrder());
            return first.isPresent() ? new StartingOver(context).from(first.get(), false) : List.of();
        });
    }

    private interface Noting {
        List<String> note() throws SQLException;
    }

    private List<String> startOver(Noting noting) {
        try {
            context.forgetTables();
            return noting.note();
        } catch (SQLException e) {
            throw new MigrationException("Could not reset the checkpoints of earlier runs; run again", e);
        }
    }

    private interface Action {
        List<StageResult> on(Stage stage) throws SQLException;
    }

    private List<StageResult> run(String stage, Action action) {
        try {
            // one that an earlier stage made must have what pods added meanwhile
            context.instances().refresh(0);
            List<StageResult> results = action.on(stage(stage));
            if (stage.equals(names.get(names.size() - 1))) {
                context.instances().drop();
            }
            return results;
        } catch (SQLException e) {
            throw new MigrationException(
                    "Stage " + stage + " failed; what was done before is kept, and the next run continues from there",
                    e);
        }
    }

    /**
     * Takes away the tables that stages made for themselves, those of killed runs too. For a run that has nothing left to do.
     *
     * @throws MigrationException when it fails; nothing of RAGFlow's is concerned
     */
    public void dropWorkTables() {
        try {
            context.forgetTables();
            new WorkTables(context).drop();
        } catch (SQLException e) {
            throw new MigrationException("Could not drop work tables (harmless to RAGFlow); run again to retry", e);
        }
    }

    /**
     * Why taking a stage back would lose data written since; empty where it may be taken back.
     *
     * @return a sentence each, with counts, without credentials
     */
    public List<String> obstacles(String stage) {
        try {
            return stage(stage).obstacles();
        } catch (SQLException e) {
            throw new MigrationException("Could not check whether stage " + stage + " can be rolled back", e);
        }
    }

    /**
     * Takes a stage back, to what the release before it reads. Stages without anything to take back do nothing.
     *
     * @return what happened, one result for each table written
     * @throws MigrationException when it fails; it may be run again
     */
    public List<StageResult> rollBack(String stage) {
        try {
            return stage(stage).rollBack();
        } catch (SQLException e) {
            throw new MigrationException("Stage " + stage + " could not be rolled back; run the rollback again", e);
        }
    }

    private Stage stage(String name) throws SQLException {
        // between stages, changesets change tables
        context.keyed().forget();
        context.forgetTables();
        if (!names.contains(name)) {
            throw new IllegalArgumentException("There is no stage named " + name);
        }
        StageName stage = StageName.of(name);
        return switch (stage) {
            case PROVIDER, INSTANCE, MODEL -> new TenantStage(context, stage, chosen, done);
            case REFERENCES -> new ReferenceStage(context);
            case SEEDING -> new SeedingStage(context);
            case MERGE -> new MergeStage(context);
            case IDS -> new IdStage(context);
        };
    }
}
