package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.changelog.Changesets;
import dev.ragflow.migrator.changelog.RunStages;
import dev.ragflow.migrator.changelog.SchemaSnapshot;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockHolder;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.database.ReadOnlyServer;
import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.history.Marks;
import dev.ragflow.migrator.migrate.RebuildCheck;
import dev.ragflow.migrator.migrate.RunScope;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnWidth;
import dev.ragflow.migrator.schema.DdlRules;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.NewerThanTarget;
import dev.ragflow.migrator.schema.RebuildLimit;
import dev.ragflow.migrator.schema.ReleaseShape;
import dev.ragflow.migrator.schema.SchemaRehearsal;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import dev.ragflow.migrator.schema.TableSize;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.Verification;
import dev.ragflow.migrator.verify.VerificationRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through the steps of a run in their order, each of which does what it would do but for the writing. */
final class Planner {

    private final Database database;
    private final Settings settings;
    private final Release target;
    private final Catalogue catalogue;
    private final RunScope scope;
    private final RebuildLimit limit;
    private final SchemaRehearsal schema;
    private final ModelStages stages;
    private final RunStages runStages;
    private final List<Mark> marks;
    private final Steps steps;
    private final Steps toRun;
    /** Whether rows of the model table are under another name than the one under which stages would find them. */
    private boolean taken;

    private Optional<String> restored = Optional.empty();

    Planner(Database database, Settings settings, Catalogue catalogue, RunScope scope) throws SQLException {
        this.database = database;
        this.settings = settings;
        this.target = settings.targetRelease();
        this.catalogue = catalogue;
        this.scope = scope;
        this.limit =
                new RebuildLimit(settings.rebuild().limit(), settings.rebuild().allowed());
        this.schema = new SchemaRehearsal(look(connection -> LiveSchema.read(connection, database.dialect())));
        DdlRules rules = DdlRules.listing(schema, limit);
        this.marks = new Marks(database).read();
        List<String> marked = Changesets.steps(target, marks);
        this.stages = ModelStages.dryRun(
                        database,
                        target,
                        catalogue,
                        settings.repair(),
                        Clock.systemDefaultZone(),
                        (table, column, characters) -> look(connection ->
                                ColumnWidth.ensure(connection, database.dialect(), rules, table, column, characters)),
                        new PlannedTables(schema))
                .only(stage -> scope.goesThrough(stage, marked));
        this.runStages = RunStages.of(target);
        this.steps = Steps.of(new SchemaSnapshot(database, schema), target, stages, rules)
                .without(marked);
        this.toRun = scope.isAll() ? steps : steps.only(step -> runStages.run(scope.stages(), step));
    }

    private interface Look<T> {
        T at(Connection connection) throws SQLException;
    }

    private <T> T look(Look<T> look) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return look.at(connection);
        }
    }

    Plan plan() throws SQLException {
        restored = stages.restored();
        if (restored.isPresent()) {
            stages.startOver();
        }
        List<String> newer = look(connection -> NewerThanTarget.evidence(connection, schema.stored(), target));
        List<Problem> refusals = newer.isEmpty() ? refusals() : List.of();
        List<PlannedStep> planned = newer.isEmpty() ? steps() : List.of();
        List<Listed> rebuilds = planned.stream()
                .flatMap(step -> step.statements().stream())
                .filter(Listed::rebuild)
                .toList();
        return new Plan(
                database.describe(),
                database.dialect(),
                target,
                ReleaseShape.of(schema.stored()),
                look(connection -> VersionMarker.stored(connection, database.dialect())),
                scope.stages(),
                newer,
                planned,
                scope.isAll() || !newer.isEmpty() ? List.of() : left(),
                look(connection -> TableSize.all(connection, database.dialect())),
                rebuilds,
                refusals,
                locks(),
                newer.isEmpty() ? findings(planned) : List.of(),
                remarks());
    }

    private List<Problem> refusals() throws SQLException {
        if (!scope.isAll()) {
            scope.refuseGaps(runStages, steps.withWork());
        }
        return new RebuildCheck(database, toRun, limit).problems();
    }

    /** Where an earlier run verified what it left, a run looks only for what is new since. */
    private boolean isVerified() throws SQLException {
        return !settings.repair()
                && restored.isEmpty()
                && new ChangelogUpdate(database, steps, () -> {}).isTagged(target)
                && new VerificationRecord(database, target, catalogue).find().isPresent();
    }

    private List<PlannedStep> steps() throws SQLException {
        List<PlannedStep> planned = new ArrayList<>();
        Steps view = isVerified() ? toRun.forNewWork() : toRun;
        for (Changeset changeset : Changesets.upTo(target)) {
            int before = schema.statements().size();
            Optional<StepOutcome> outcome = view.runWhereNeeded(changeset.step());
            List<Listed> statements =
                    schema.statements().subList(before, schema.statements().size());
            if (outcome.isPresent()) {
                planned.add(step(changeset, outcome.get(), statements));
            }
        }
        return planned;
    }

    private PlannedStep step(Changeset changeset, StepOutcome outcome, List<Listed> statements) {
        List<String> notes = new ArrayList<>(outcome.warnings());
        outcome.rows().forEach(row -> notes.addAll(row.notes()));
        taken |= changeset.step().equals("half-swapped-models");
        return new PlannedStep(
                changeset,
                outcome.rows().isEmpty() ? outcome.text() : changeset.comment(),
                statements,
                outcome.rows(),
                outcome.rowsChanged(),
                notes,
                unknown(changeset.step()));
    }

    private String unknown(String step) {
        if (!step.startsWith(Steps.STAGE)) {
            return "";
        }
        return taken
                ? "tenant_model is restored from tenant_model_backup first, so it cannot be read in advance"
                : stages.unknown(step.substring(Steps.STAGE.length())).orElse("");
    }

    private List<String> left() {
        List<String> names = new ArrayList<>(runStages.names());
        names.removeAll(scope.stages());
        names.retainAll(runStages.open(steps.withWork()));
        return names;
    }

    private List<CheckResult> findings(List<PlannedStep> planned) {
        long unknownTypes = planned.stream()
                .flatMap(step -> step.rows().stream())
                .filter(row -> row.stage().equals(StageName.MODEL.text()))
                .mapToLong(row -> row.skipped().getOrDefault(ModelType.UNKNOWN, 0L))
                .sum();
        return Verification.of(database, target, catalogue).expectedFindings(unknownTypes);
    }

    private Map<String, String> locks() throws SQLException {
        Map<String, String> holders = new LinkedHashMap<>();
        for (LockName name : LockName.values()) {
            look(connection -> LockHolder.of(connection, database, name))
                    .ifPresent(holder -> holders.put(name.description(), holder.describe()));
        }
        return holders;
    }

    private List<String> remarks() throws SQLException {
        List<String> remarks = new ArrayList<>();
        marks.forEach(mark -> remarks.add("Left unchanged: " + mark.changeset() + ", " + mark.describe() + "."));
        ReadOnlyServer.reason(database)
                .ifPresent(reason -> remarks.add("A run on this server would refuse to start: " + reason));
        restored.ifPresent(
                evidence -> remarks.add("Tables were restored from a backup since an earlier run: " + evidence + "."));
        if (settings.repair()) {
            remarks.add("With --repair, what RAGFlow's own script lost is restored, too.");
        }
        return remarks;
    }
}
