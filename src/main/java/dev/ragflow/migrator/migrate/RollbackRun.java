package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.CatalogueException;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.report.Summary;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code rollback}: waits for the database, takes the locks, rolls back what came after a release's tag,
 * reports what it did. Refuses where something written since would be lost.
 */
public final class RollbackRun {

    private static final Logger LOG = LoggerFactory.getLogger(RollbackRun.class);

    private RollbackRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output, for the summary
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out) {
        ReportedRun reported = new ReportedRun(settings);
        return reported.run(() -> run(settings, out, reported)).code();
    }

    private static ExitCode run(Settings settings, PrintStream out, ReportedRun reported) {
        long startedAt = System.nanoTime();
        Release former = settings.targetRelease();
        try {
            Catalogue catalogue = Catalogue.of(settings.llmFactories(), former);
            return LockedRun.of(settings, reported, (database, locks, interruption) -> {
                Pacing pacing = Pace.of(settings.pace(), database, interruption, locks::ensureHeld, StageProgress.NONE);
                RunReport report = new Rollback(database, former, catalogue, pacing, startedAt).run();
                reported.ended(report);
                Summary.print(report, out);
                return MigrateRun.exitCode(report);
            });
        } catch (CatalogueException e) {
            return reported.notStarted(
                    ExitCode.WRONG_SETTINGS,
                    Problem.told(ErrorCategory.CONFIGURATION, String.valueOf(e.getMessage())),
                    LOG);
        }
    }
}
