package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.InterruptedRunException;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.Changesets;
import dev.ragflow.migrator.changelog.CutOver;
import dev.ragflow.migrator.changelog.RunStages;
import dev.ragflow.migrator.changelog.SchemaSnapshot;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.history.Marks;
import dev.ragflow.migrator.metrics.Metric;
import dev.ragflow.migrator.metrics.RunMetrics;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.report.Phase;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import dev.ragflow.migrator.schema.ColumnWidth;
import dev.ragflow.migrator.schema.DdlRules;
import dev.ragflow.migrator.schema.NewerThanTarget;
import dev.ragflow.migrator.schema.RebuildLimit;
import dev.ragflow.migrator.verify.Baseline;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.SchemaVerdict;
import dev.ragflow.migrator.verify.Verification;
import dev.ragflow.migrator.verify.VerificationRecord;
import dev.ragflow.migrator.verify.VerificationReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens while the locks are held: look, change, catch up, check, mark. */
final class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    /** Old pods may write while we run; each pass has less to do than the one before. */
    private static final int CATCH_UP_PASSES = 3;

    private final Database database;
    private final Release target;
    private final long startedAt;
    private final SchemaSnapshot schema;
    private final ModelStages stages;
    private final Steps steps;
    private final Steps toRun;
    private final ChangelogUpdate update;
    private final Catalogue catalogue;
    private final DdlRules rules;
    private final RunMetrics metrics;
    private final RunScope scope;
    private final RunStages runStages;
    private final boolean repair;
    private final Pacing pacing;
    private final VerificationRecord verified;
    private final List<String> remarks = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private @Nullable VerificationReport verification;
    private boolean startedOver;
    private Predicate<MigrationException> endedByRestart = failure -> false;
    private EarlierAttempts earlier = new EarlierAttempts();

    Migration(
            Database database,
            Release target,
            Catalogue catalogue,
            boolean repair,
            RunScope scope,
            RebuildLimit rebuilds,
            Pacing pacing,
            RunMetrics metrics,
            long startedAt)
            throws SQLException {
        this.database = database;
        this.metrics = metrics;
        this.target = target;
        this.catalogue = catalogue;
        this.repair = repair;
        this.pacing = pacing;
        this.verified = new VerificationRecord(database, target, catalogue);
        this.startedAt = startedAt;
        this.rules = DdlRules.of(rebuilds, pacing);
        List<Mark> marks = new Marks(database).read();
        List<String> marked = Changesets.steps(target, marks);
        this.stages = new ModelStages(
                        database, target, catalogue, repair, Clock.systemDefaultZone(), this::widen, pacing)
                .only(stage -> scope.goesThrough(stage, marked));
        marks.forEach(mark -> remarks.add("Left unchanged: " + mark.changeset() + ", " + mark.describe() + "."));
        this.schema = new SchemaSnapshot(database);
        this.steps = Steps.of(schema, target, stages, rules).without(marked);
        this.scope = scope;
        this.runStages = RunStages.of(target);
        this.toRun = scope.isAll() ? steps : steps.only(this::isInScope);
        this.update = new ChangelogUpdate(database, toRun, pacing::check);
        if (target.hasModelTables()) {
            remarks.add("Model catalogue: " + catalogue.source() + ".");
        }
    }

    private boolean isInScope(String step) {
        return runStages.run(scope.stages(), step);
    }

    private void widen(String table, String column, int characters) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            ColumnWidth.ensure(connection, database.dialect(), rules, table, column, characters);
        }
    }

    /**
     * @param restarted whether a failure came from a restart of the server
     * @param attempts what was done before such restarts
     * @throws ServerRestartedException when the server was restarted; what was done is added to {@code attempts}
     */
    RunReport run(Predicate<MigrationException> restarted, EarlierAttempts attempts) throws SQLException {
        endedByRestart = restarted;
        earlier = attempts;
        remarks.addAll(attempts.remarks());
        try {
            return run();
        } catch (SQLException | RuntimeException e) {
            attempts.add(update.records(), phases);
            throw e;
        }
    }

    RunReport run() throws SQLException {
        List<String> newer = newerThanTarget();
        if (!newer.isEmpty()) {
            remarks.clear();
            remarks.addAll(newer);
            newer.forEach(evidence -> LOG.warn("The database is newer than {}: {}", target, evidence));
            return report(Result.NEWER_THAN_TARGET);
        }
        if (earlier.isNone()) {
            phases.add(Phase.endingNow("connection, locks", Duration.ofNanos(System.nanoTime() - startedAt)));
        }
        startOverWhereRestored();
        long began = System.nanoTime();
        boolean tagged = update.isTagged(target);
        Optional<VerificationRecord.Entry> before = tagged && !repair ? verified.find() : Optional.empty();
        List<String> pending = before.isPresent()
                ? steps.forNewWork().withWork()
                // without the tag every step is run, and asks by itself
                : tagged || !scope.isAll() ? steps.withWork() : List.copyOf(steps.names());
        phases.add(Phase.endingNow("looking for work", Duration.ofNanos(System.nanoTime() - began)));
        metrics.set(Metric.PENDING_CHANGESETS, pending.size());
        if (tagged && pending.isEmpty() && scope.changelog().isEmpty()) {
            LOG.info("Nothing to do: every step of {} finds the database as it should be", target);
            if (isStill(before)) {
                return report(Result.NOTHING_TO_DO);
            }
            VerificationReport found = Baseline.isOpen(database) ? verify() : verify().asBefore();
            if (!scope.isAll() || !startsOver(found)) {
                return finish(Result.NOTHING_TO_DO, found);
            }
        }
        if (!scope.isAll()) {
            scope.refuseGaps(runStages, pending);
        }
        problems.addAll(new RebuildCheck(database, toRun, rules.rebuilds()).problems());
        if (!problems.isEmpty()) {
            return report(Result.NOT_STARTED);
        }
        try {
            openBaseline(before.isPresent());
            VerificationRecord.forget(database);
            Termination.beforeCutOff(update::cutOff);
            update.upTo(target, before.isPresent() ? toRun.forNewWork() : toRun);
            if (scope.changelog().isPresent()) {
                update.apply(scope.changelog().get());
            }
            if (!scope.isAll()) {
                return finishStages();
            }
            catchUp(steps.forNewWork());
            if (before.isPresent() && changedNothing() && isStill(before)) {
                return unchanged(before.get());
            }
            VerificationReport found = verify();
            // what pods broke meanwhile the verification finds; to look for it here, too, would read every model twice
            if (!found.passed() && catchUp(steps)) {
                found = verify();
            }
            if (startsOver(found)) {
                update.upTo(target, steps);
                found = verify();
            }
            return finish(Result.DONE, found);
        } catch (InterruptedRunException e) {
            LOG.warn(e.getMessage());
            remarks.add(String.valueOf(e.getMessage()) + ".");
            return report(Result.INTERRUPTED);
        } catch (MigrationException e) {
            if (endedByRestart.test(e)) {
                throw new ServerRestartedException(e);
            }
            Problem problem = Problem.of(e);
            problem.log(LOG);
            LOG.debug("Where it failed", e);
            problems.add(problem);
            return report(Result.FAILED);
        }
    }

    /** What was verified since is no worse; otherwise someone may have changed anything. */
    private void openBaseline(boolean isVerified) throws SQLException {
        if (target.hasModelTables()) {
            Optional<Baseline> kept = isVerified ? Baseline.find(database) : Optional.empty();
            Baseline.open(
                    database, () -> kept.orElseGet(() -> verification().baseline(pacing.workers(), pacing::check)));
        }
    }

    private Verification verification() {
        return Verification.of(database, target, catalogue);
    }

    /** What is noted of passes does not hold for tables that were restored from a backup since. */
    private void startOverWhereRestored() throws SQLException {
        Optional<String> evidence = stages.restored();
        if (evidence.isEmpty()) {
            return;
        }
        VerificationRecord.forget(database);
        // what was wrong before the restore is no measure for what came with it
        Baseline.forget(database);
        stages.startOver();
        String sentence = "Tables were restored from a backup since an earlier run: " + evidence.get()
                + ". All stages start over; what users changed in the new tables stays.";
        LOG.warn(sentence);
        remarks.add(sentence);
    }

    /**
     * Whether stages are to do their work once more because the verification finds it missing, as after the restore of a backup that
     * only its rows tell from what was migrated. Once in a run: what fails then is not theirs to heal.
     */
    private boolean startsOver(VerificationReport found) {
        if (found.passed() || startedOver) {
            return false;
        }
        List<String> failed = found.checks().stream()
                .filter(check -> !check.passed())
                .map(CheckResult::name)
                .toList();
        List<String> again = stages.startOver(failed);
        startedOver = !again.isEmpty();
        if (startedOver) {
            LOG.warn(
                    "The verification failed ({}), so stages read every row again: {}",
                    String.join(", ", failed),
                    String.join(", ", again));
        }
        return startedOver;
    }

    private List<String> newerThanTarget() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return NewerThanTarget.evidence(connection, schema.read(connection), target);
        }
    }

    /** Whether an earlier run verified what this one finds no work in; what is cheap is looked at again all the same. */
    private boolean isStill(Optional<VerificationRecord.Entry> before) throws SQLException {
        if (before.isEmpty()) {
            return false;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            SchemaVerdict verdict = SchemaVerdict.of(target, schema.read(connection));
            if (!verdict.open().isEmpty() || !VersionMarker.stands(connection, database.dialect(), target)) {
                return false;
            }
            remarks.add(before.get().sentence());
            tellFindings();
            remarks.addAll(verdict.warnings());
            return true;
        }
    }

    /** What the verification that still stands found. */
    private void tellFindings() throws SQLException {
        Map<String, Long> counts = Baseline.find(database).map(Baseline::counts).orElse(Map.of());
        counts.forEach((check, count) -> metrics.set(Metric.FINDINGS, count, check));
        if (!counts.isEmpty()) {
            remarks.add(Baseline.sentence(counts));
        }
    }

    /** Whatever is left is reported; the marker is only for a database in which nothing is. */
    private RunReport finishStages() throws SQLException {
        List<String> left = steps.withWork();
        if (left.isEmpty() && scope.marks()) {
            return finish(Result.DONE, verify());
        }
        if (!scope.marks()) {
            // tables alone can hold no damage, and RAGFlow may fill them before the next run
            Baseline.forget(database);
        }
        metrics.set(Metric.PENDING_CHANGESETS, left.size());
        List<String> stages = runStages.open(left);
        remarks.add(
                stages.isEmpty()
                        ? "No stage has anything left to do."
                        : "Still to do: " + String.join(", ", stages) + ".");
        return report(Result.STAGES_DONE);
    }

    /** Runs the steps again that have work, a few times where there is always more; returns whether there was any. */
    private boolean catchUp(Steps view) throws SQLException {
        for (int pass = 1; pass <= CATCH_UP_PASSES; pass++) {
            List<String> left = view.withWork();
            if (left.isEmpty()) {
                return pass > 1;
            }
            LOG.info("Catching up on rows written in the meantime: {}", String.join(", ", left));
            update.upTo(target, view);
        }
        return true;
    }

    /** Whether all that steps found to do was to read what was written since, which an operator's changelog does not tell. */
    private boolean changedNothing() {
        return scope.changelog().isEmpty()
                && update.records().stream().noneMatch(ChangesetRecord::changedAnything)
                && steps.forNewWork().withWork().isEmpty();
    }

    /** What was verified once and is as it was then need not be read again for a few rows that users wrote. */
    private RunReport unchanged(VerificationRecord.Entry before) throws SQLException {
        LOG.info("Rows written since the last run needed no change");
        stages.dropWorkTables();
        Baseline.close(database);
        verified.keep(before);
        metrics.set(Metric.PENDING_CHANGESETS, 0);
        return report(Result.NOTHING_TO_DO);
    }

    private VerificationReport verify() throws SQLException {
        stages.dropWorkTables();
        long began = System.nanoTime();
        VerificationReport found = verification()
                .comparedWith(Baseline.find(database).orElse(null))
                .run(pacing.workers(), pacing::check);
        phases.add(Phase.endingNow(Phase.VERIFICATION, Duration.ofNanos(System.nanoTime() - began)));
        return found;
    }

    /** Only what passes the checks is marked as done. */
    private RunReport finish(Result result, VerificationReport found) throws SQLException {
        verification = found;
        OutcomeMetrics.set(found, metrics);
        problems.addAll(RunReport.problems(found));
        remarks.addAll(found.schemaWarnings());
        // what else is wrong the verification shows
        List<String> pending = steps.forNewWork().withWork();
        metrics.set(Metric.PENDING_CHANGESETS, pending.size());
        pending.forEach(step -> problems.add(Problem.of(ErrorCategory.VERIFICATION, step + " still has work to do.")));
        if (!problems.isEmpty()) {
            problems.forEach(problem -> problem.log(LOG));
            return report(Result.NOT_VERIFIED);
        }
        markDone();
        if (target.hasModelTables()) {
            Baseline.close(database, found);
        }
        verified.keep(found);
        return report(result);
    }

    private void markDone() throws SQLException {
        if (!target.hasModelTables()) {
            return;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            if (VersionMarker.raise(connection, database.dialect(), target)) {
                LOG.info("Version marker written, so that RAGFlow's own scripts skip themselves");
            }
        }
    }

    private RunReport report(Result result) {
        Optional<CutOver> cutOver = CutOver.of(earlier.recordsAnd(update.records()));
        metrics.set(
                Metric.CUT_OVER_SECONDS,
                cutOver.map(window -> window.duration().toMillis() / 1000.0).orElse(0.0));
        cutOver.ifPresent(window -> remarks.add(String.format(
                Locale.ROOT,
                "For %.1f s, since %s, the database has held data that pods of the old release cannot read: start the"
                        + " new pods now.",
                window.duration().toMillis() / 1000.0,
                window.firstStep())));
        return new RunReport(
                Kind.MIGRATE,
                target,
                database.describe(),
                result,
                earlier.lastOf(update.records()),
                earlier.phasesAnd(phases),
                remarks,
                problems,
                verification,
                Duration.ofNanos(System.nanoTime() - startedAt));
    }
}
