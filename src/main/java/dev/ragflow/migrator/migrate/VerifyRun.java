package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.Catalogue;
import dev.ragflow.migrator.model.CatalogueException;
import dev.ragflow.migrator.verify.Verification;
import dev.ragflow.migrator.verify.VerificationReport;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code verify}: checks the database, prints what it found, and changes nothing. It takes no locks. */
public final class VerifyRun {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyRun.class);

    /** One connection reads the rows, another the shape of tables. */
    private static final int POOL_SIZE = 2;

    private VerifyRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output, for the report
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out) {
        return verify(settings, out).code();
    }

    private static ExitCode verify(Settings settings, PrintStream out) {
        try {
            Catalogue catalogue = Catalogue.of(settings.llmFactories(), settings.targetRelease());
            try (Database database = Connecting.connect(
                    settings.connection(),
                    POOL_SIZE,
                    settings.waitTimeout(),
                    reason -> LOG.info(
                            "Waiting up to {} s for the database: {}",
                            settings.waitTimeout().toSeconds(),
                            reason))) {
                LOG.info("Connected to {}", database.describe());
                VerificationReport report = Verification.of(database, settings.targetRelease(), catalogue)
                        .run();
                if (settings.output() == OutputFormat.JSON) {
                    VerificationJson.print(report, database.describe(), out);
                } else {
                    VerificationText.of(report, database.describe()).forEach(out::println);
                }
                out.flush();
                return report.passed() ? ExitCode.OK : ExitCode.VERIFICATION_FAILED;
            }
        } catch (CatalogueException | LoginRefusedException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS;
        } catch (DatabaseUnreachableException e) {
            LOG.error(e.getMessage());
            return ExitCode.UNREACHABLE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted; nothing was changed");
            return ExitCode.MIGRATION_FAILED;
        }
    }
}
