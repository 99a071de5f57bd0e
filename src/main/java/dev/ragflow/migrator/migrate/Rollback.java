package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.metrics.RunMetrics;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.NewerThanTarget;
import dev.ragflow.migrator.schema.RebuildLimit;
import dev.ragflow.migrator.verify.VerificationRecord;
import dev.ragflow.migrator.verify.VerificationReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a rollback does while the locks are held: look, roll back, lower the marker, check. */
final class Rollback {

    private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);

    private final Database database;
    private final Release former;
    private final Catalogue catalogue;
    private final Pacing pacing;
    private final long startedAt;
    private final Steps steps;
    private final ChangelogUpdate update;

    /** @param catalogue the models of {@code former} */
    Rollback(Database database, Release former, Catalogue catalogue, Pacing pacing, long startedAt) {
        this.database = database;
        this.former = former;
        this.catalogue = catalogue;
        this.pacing = pacing;
        this.startedAt = startedAt;
        Release newest = Release.newest();
        ModelStages stages = new ModelStages(
                database,
                newest,
                Catalogue.builtIn(newest),
                false,
                Clock.systemDefaultZone(),
                (table, column, characters) -> {},
                pacing);
        this.steps = Steps.of(database, newest, stages);
        this.update = new ChangelogUpdate(database, steps, pacing::check);
    }

    RunReport run() throws SQLException {
        if (isThere()) {
            return report(Result.NOTHING_TO_DO, List.of(), List.of(), null);
        }
        List<String> reasons = reasonsAgainst();
        if (!reasons.isEmpty()) {
            List<Problem> against = reasons.stream()
                    .map(reason -> Problem.of(ErrorCategory.ROLLBACK_REFUSED, reason))
                    .toList();
            against.forEach(problem -> problem.log(LOG));
            return report(Result.REFUSED, List.of(), against, null);
        }
        boolean lowered;
        try {
            VerificationRecord.forget(database);
            Termination.beforeCutOff(update::cutOff);
            update.backTo(former);
            lowered = lowerMarker();
        } catch (MigrationException e) {
            Problem problem = Problem.of(e);
            problem.log(LOG);
            LOG.debug("Where it failed", e);
            return report(Result.FAILED, List.of(), List.of(problem), null);
        }
        return checked(lowered);
    }

    /** A database of that release that this program never had to touch. */
    private boolean isThere() throws SQLException {
        if (update.isTagged(former)) {
            return false;
        }
        try (Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = LiveSchema.read(connection, database.dialect());
            return NewerThanTarget.evidence(connection, live, former).isEmpty()
                    && TargetState.firstDifference(connection, database.dialect(), former)
                            .isEmpty();
        }
    }

    private List<String> reasonsAgainst() throws SQLException {
        if (!update.isTagged(former)) {
            return List.of("This program did not migrate the database to " + former
                    + ", so it has no earlier state to restore. If a migration was interrupted, complete it with"
                    + " migrate first.");
        }
        List<String> reasons = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = LiveSchema.read(connection, database.dialect());
            reasons.addAll(NewerThanTarget.evidence(connection, live, Release.newest()));
        }
        reasons.addAll(steps.obstacles());
        return reasons;
    }

    private boolean lowerMarker() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            boolean lowered = VersionMarker.lower(connection, database.dialect(), former);
            if (lowered) {
                LOG.info("Version marker lowered to what RAGFlow {} writes", former);
            }
            return lowered;
        }
    }

    /**
     * Ends like a migration to the former release: tables that only that release has are made, and the result is verified. After
     * a rollback that undoes what this program did there is rarely anything left to do.
     */
    private RunReport checked(boolean lowered) throws SQLException {
        RunReport run = new Migration(
                        database,
                        former,
                        catalogue,
                        false,
                        RunScope.ALL,
                        RebuildLimit.DEFAULT,
                        pacing,
                        new RunMetrics(Clock.systemUTC()),
                        startedAt)
                .run();
        if (run.result() == Result.INTERRUPTED) {
            pacing.check();
        }
        boolean changed = lowered
                || update.records().stream()
                        .map(ChangesetRecord::outcome)
                        .anyMatch(outcome -> outcome != null && !outcome.isNothing());
        Result result =
                switch (run.result()) {
                    case DONE, NOTHING_TO_DO -> changed ? Result.DONE : Result.NOTHING_TO_DO;
                    case FAILED, INTERRUPTED, REFUSED, NOT_STARTED -> Result.FAILED;
                    case NEWER_THAN_TARGET, NOT_VERIFIED, STAGES_DONE -> Result.NOT_VERIFIED;
                };
        return report(result, run.notes(), run.problems(), run.verification());
    }

    private RunReport report(
            Result result, List<String> remarks, List<Problem> problems, @Nullable VerificationReport verification) {
        return new RunReport(
                Kind.ROLLBACK,
                former,
                database.describe(),
                result,
                update.records(),
                List.of(),
                remarks,
                problems,
                verification,
                Duration.ofNanos(System.nanoTime() - startedAt));
    }
}
