package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnRename;
import dev.ragflow.migrator.schema.DdlRules;
import dev.ragflow.migrator.schema.ExpectedSchema;
import dev.ragflow.migrator.schema.HalfSwappedModels;
import dev.ragflow.migrator.schema.IdColumns;
import dev.ragflow.migrator.schema.LegacyIndexes;
import dev.ragflow.migrator.schema.PlannedStatement;
import dev.ragflow.migrator.schema.SchemaChange;
import dev.ragflow.migrator.schema.TableConvergence;
import dev.ragflow.migrator.schema.TenantLlmKey;
import dev.ragflow.migrator.schema.TypeNames;
import dev.ragflow.migrator.schema.UniqueUserEmail;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** The steps of a run by the name under which the changelog calls them, for example {@code table/document}. */
public final class Steps {

    /** What the name of a step that moves model data begins with; its stage follows. */
    public static final String STAGE = "stage/";

    private final Map<String, Step> byName = new LinkedHashMap<>();
    private boolean whole = true;

    /** The steps that lead to a release, those of the releases before it included. */
    public static Steps of(Database database, Release target, ModelStages stages) {
        return of(new SchemaSnapshot(database), target, stages, DdlRules.DEFAULT);
    }

    /**
     * The same, for those who also look at the schema themselves.
     *
     * @param snapshot what all of them see
     * @param rules how schema statements behave
     */
    public static Steps of(SchemaSnapshot snapshot, Release target, ModelStages stages, DdlRules rules) {
        Database database = snapshot.database();
        Steps steps = new Steps();
        steps.add("tenant-llm-key", new SchemaStep(database, rules, snapshot, List.of(new TenantLlmKey())));
        steps.add("unique-user-email", new SchemaStep(database, rules, snapshot, List.of(new UniqueUserEmail())));
        for (String table : ExpectedSchema.of(target).tables().keySet()) {
            SchemaChange convergence = new TableConvergence(target, table);
            steps.add("table/" + table, new SchemaStep(database, rules, snapshot, List.of(convergence)));
        }
        // tables that RAGFlow dropped on the way: the changelog of an earlier release names them, and they stay as they
        // are
        Release.upTo(target).stream()
                .flatMap(release -> ExpectedSchema.of(release).tables().keySet().stream())
                .distinct()
                .filter(table -> ExpectedSchema.of(target).table(table).isEmpty())
                .forEach(table -> steps.add("table/" + table, new SchemaStep(database, rules, snapshot, List.of())));
        if (target.hasModelTables()) {
            steps.add(
                    "legacy-indexes",
                    new SchemaStep(database, rules, snapshot, List.of(new LegacyIndexes(Release.V0_26_4))));
            steps.add(
                    "half-swapped-models", new SchemaStep(database, rules, snapshot, List.of(new HalfSwappedModels())));
            stages.names().forEach(stage -> steps.add(STAGE + stage, new StageStep(stages, snapshot, stage)));
        }
        if (target.hasTypeBits()) {
            SchemaChange indexes = new LegacyIndexes(Release.V0_27_0);
            steps.add("legacy-indexes/v0.27.0", new SchemaStep(database, rules, snapshot, List.of(indexes)));
            steps.add("id-columns", new SchemaStep(database, rules, snapshot, IdColumns.all()));
            steps.add("type-names", new SchemaStep(database, rules, snapshot, TypeNames.all()));
        }
        for (Release release : Release.upTo(target)) {
            // pods of the old release cannot read renamed columns: these wait for the end of the whole run
            List<ColumnRename> renames = release == target ? ColumnRename.upTo(target) : List.of();
            steps.add("cut-over/" + release.tag(), new SchemaStep(database, rules, snapshot, renames));
        }
        return steps;
    }

    /** The same, but steps of these names are left as they are because the operator marked them. */
    public Steps without(Collection<String> marked) {
        return leavingOut(marked::contains);
    }

    /** The same for a run that goes through some of the steps only; such a run sets no tag. */
    public Steps only(Predicate<String> chosen) {
        Steps some = leavingOut(chosen.negate());
        some.whole = false;
        return some;
    }

    /** The same for a database that was verified after this program last wrote to it, see {@link Step#hasNewWork}. */
    public Steps forNewWork() {
        return each((name, step) -> step instanceof SkippedStep ? step : new NewWorkStep(step));
    }

    private Steps leavingOut(Predicate<String> names) {
        return each((name, step) -> names.test(name) ? new SkippedStep(step) : step);
    }

    private Steps each(BiFunction<String, Step, Step> change) {
        Steps changed = new Steps();
        changed.whole = whole;
        byName.forEach((name, step) -> changed.add(name, change.apply(name, step)));
        return changed;
    }

    /** Whether a run goes through all stages. */
    boolean isWhole() {
        return whole;
    }

    Steps add(String name, Step step) {
        if (byName.put(name, step) != null) {
            throw new IllegalArgumentException("Two steps are named " + name);
        }
        return this;
    }

    /**
     * @throws IllegalArgumentException when the changelog names a step that does not exist
     */
    Step named(String name) {
        Step step = byName.get(name);
        if (step == null) {
            throw new IllegalArgumentException("The changelog names an unknown step: " + name);
        }
        return step;
    }

    /** Runs a step if it has anything to do; empty if it has not. */
    public Optional<StepOutcome> runWhereNeeded(String name) throws SQLException {
        Step step = named(name);
        return step.hasWork() ? Optional.of(step.run()) : Optional.empty();
    }

    /** All names, in the order in which the steps were added. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** Why rolling steps back would lose data written since, a sentence each; empty if they may be rolled back. */
    public List<String> obstacles() throws SQLException {
        List<String> reasons = new ArrayList<>();
        for (Step step : byName.values()) {
            reasons.addAll(step.obstacles());
        }
        return reasons;
    }

    /** The statements of all steps for which the server will rebuild one of {@code tables} while writes to it wait. */
    public List<PlannedStatement> rebuilds(Set<String> tables) throws SQLException {
        List<PlannedStatement> rebuilds = new ArrayList<>();
        for (Step step : byName.values()) {
            rebuilds.addAll(step.rebuilds(tables));
        }
        return rebuilds;
    }

    /** The names of the steps that have something to do now. */
    public List<String> withWork() {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Step> step : byName.entrySet()) {
            try {
                if (step.getValue().hasWork()) {
                    names.add(step.getKey());
                }
            } catch (SQLException e) {
                throw new MigrationException("Could not check whether " + step.getKey() + " has work to do", e);
            }
        }
        return names;
    }
}
