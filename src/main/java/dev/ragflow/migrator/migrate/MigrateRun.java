package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.model.Catalogue;
import dev.ragflow.migrator.model.CatalogueException;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code migrate}: waits for the database, takes the locks, brings it to the target release, tells what it did. */
public final class MigrateRun {

    private static final Logger LOG = LoggerFactory.getLogger(MigrateRun.class);

    private MigrateRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output, for the summary
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out) {
        long startedAt = System.nanoTime();
        try {
            // a file that cannot be read is told before a connection is made
            Catalogue catalogue = Catalogue.of(settings.llmFactories(), settings.targetRelease());
            return LockedRun.of(settings, (database, locks) -> {
                        Migration migration = new Migration(
                                database, settings.targetRelease(), catalogue, settings.repair(), locks, startedAt);
                        RunReport report = migration.run();
                        Summary.print(report, out);
                        return exitCode(report);
                    })
                    .code();
        } catch (CatalogueException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS.code();
        }
    }

    private static ExitCode exitCode(RunReport report) {
        return switch (report.result()) {
            case DONE, NOTHING_TO_DO, NEWER_THAN_TARGET -> ExitCode.OK;
            case FAILED -> ExitCode.MIGRATION_FAILED;
            case NOT_VERIFIED -> ExitCode.VERIFICATION_FAILED;
        };
    }
}
