package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.config.IfNewer;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.metrics.Metric;
import dev.ragflow.migrator.metrics.MetricsPublisher;
import dev.ragflow.migrator.metrics.RunMetrics;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.CatalogueException;
import dev.ragflow.migrator.release.ProgramVersion;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.report.Summary;
import dev.ragflow.migrator.schema.RebuildLimit;
import java.io.PrintStream;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code migrate}: waits for the database, takes the locks, migrates to the target release, reports what it did. */
public final class MigrateRun {

    private static final Logger LOG = LoggerFactory.getLogger(MigrateRun.class);

    private MigrateRun() {}

    /** Runs to the end, with progress in the log. */
    public static int run(Settings settings, PrintStream out) {
        return run(settings, out, null);
    }

    /**
     * Runs to the end.
     *
     * @param out standard output, for the summary
     * @param statusLine shows progress to a person at a terminal, an empty text takes it away; null: in the log
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out, @Nullable Consumer<String> statusLine) {
        RunMetrics metrics = new RunMetrics(Clock.systemUTC());
        metrics.build(
                ProgramVersion.read(),
                settings.targetRelease().tag(),
                settings.connection().type().id());
        try (MetricsPublisher publisher = new MetricsPublisher(metrics, settings.metricsTargets())) {
            ExitCode code = ExitCode.MIGRATION_FAILED;
            try {
                ReportedRun reported = new ReportedRun(settings);
                code = reported.run(() -> run(settings, out, statusLine, metrics, reported));
            } finally {
                metrics.ended(code == ExitCode.OK);
            }
            return code.code();
        }
    }

    private static ExitCode run(
            Settings settings,
            PrintStream out,
            @Nullable Consumer<String> statusLine,
            RunMetrics metrics,
            ReportedRun reported) {
        long startedAt = System.nanoTime();
        try (Progress progress = new Progress(statusLine)) {
            // a file that cannot be read is reported before a connection is made
            Catalogue catalogue = Catalogue.of(settings.llmFactories(), settings.targetRelease());
            RunScope scope = RunScope.of(settings.tools(), settings.targetRelease());
            EarlierAttempts earlier = new EarlierAttempts();
            return LockedRun.of(settings, reported, (database, locks, interruption) -> {
                metrics.set(Metric.LOCK_WAIT_SECONDS, locks.waited().toMillis() / 1000.0);
                Pacing pacing = Pace.of(
                        settings.pace(),
                        database,
                        interruption,
                        locks::ensureHeld,
                        new MeteredProgress(progress, metrics));
                Migration migration = new Migration(
                        database,
                        settings.targetRelease(),
                        catalogue,
                        settings.repair(),
                        scope,
                        new RebuildLimit(
                                settings.rebuild().limit(), settings.rebuild().allowed()),
                        pacing,
                        metrics,
                        startedAt);
                RunReport report = migration.run(locks.restart()::explains, earlier);
                reported.ended(report);
                OutcomeMetrics.set(report, metrics);
                Summary.print(report, out);
                return exitCode(report, settings.ifNewer());
            });
        } catch (CatalogueException e) {
            return reported.notStarted(
                    ExitCode.WRONG_SETTINGS,
                    Problem.told(ErrorCategory.CONFIGURATION, String.valueOf(e.getMessage())),
                    LOG);
        }
    }

    static ExitCode exitCode(RunReport report) {
        return exitCode(report, IfNewer.ACCEPT);
    }

    private static ExitCode exitCode(RunReport report, IfNewer ifNewer) {
        return switch (report.result()) {
            case DONE, NOTHING_TO_DO, STAGES_DONE -> ExitCode.OK;
            case NEWER_THAN_TARGET -> ifNewer == IfNewer.ACCEPT ? ExitCode.OK : refused(report);
            case FAILED, REFUSED -> ExitCode.MIGRATION_FAILED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case NOT_VERIFIED -> ExitCode.VERIFICATION_FAILED;
            case NOT_STARTED -> ExitCode.WRONG_SETTINGS;
        };
    }

    private static ExitCode refused(RunReport report) {
        Problem.of(
                        ErrorCategory.NEWER_DATABASE,
                        "Refused because the database is newer than RAGFlow " + report.target()
                                + "; nothing was changed: " + String.join(" ", report.remarks()))
                .log(LOG);
        return ExitCode.WRONG_SETTINGS;
    }
}
