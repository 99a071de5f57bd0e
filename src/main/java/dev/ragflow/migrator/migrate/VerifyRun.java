package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.database.ReadOnlyServer;
import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.CatalogueException;
import dev.ragflow.migrator.report.Phase;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import dev.ragflow.migrator.report.VerificationJson;
import dev.ragflow.migrator.report.VerificationText;
import dev.ragflow.migrator.verify.Baseline;
import dev.ragflow.migrator.verify.Verification;
import dev.ragflow.migrator.verify.VerificationRecord;
import dev.ragflow.migrator.verify.VerificationReport;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code verify}: checks the database and prints what it found. It takes no locks, and changes nothing but the note that
 * an earlier verification passed, where that is no longer true.
 */
public final class VerifyRun {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyRun.class);

    /** Beside the workers': one finds out what they are to read, another reads the shape of tables. */
    private static final int OTHER_CONNECTIONS = 2;

    private VerifyRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output, for the report
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out) {
        ReportedRun reported = new ReportedRun(settings);
        return reported.run(() -> verify(settings, out, reported)).code();
    }

    private static ExitCode verify(Settings settings, PrintStream out, ReportedRun reported) {
        long started = System.nanoTime();
        try {
            Catalogue catalogue = Catalogue.of(settings.llmFactories(), settings.targetRelease());
            int workers = settings.pace().workers();
            try (Database database =
                    Connecting.connect(settings.connection(), OTHER_CONNECTIONS + workers, settings.waitTimeout())) {
                StartUpLine.tell(settings, database);
                reported.connectedTo(database.describe());
                VerificationReport report = Verification.of(database, settings.targetRelease(), catalogue)
                        .comparedWith(Baseline.find(database).orElse(null))
                        .run(workers, () -> {});
                if (settings.output() == OutputFormat.JSON) {
                    VerificationJson.print(report, database.describe(), out);
                } else {
                    VerificationText.of(report, database.describe()).forEach(out::println);
                }
                out.flush();
                if (!report.passed()) {
                    revoke(new VerificationRecord(database, settings.targetRelease(), catalogue), database);
                }
                reported.ended(result(settings, database, report, Duration.ofNanos(System.nanoTime() - started)));
                boolean passed = settings.tools().strict() ? report.passedStrictly() : report.passed();
                return passed ? ExitCode.OK : ExitCode.VERIFICATION_FAILED;
            }
        } catch (SQLException e) {
            throw new MigrationException("The database could not be read for verification; nothing was changed", e);
        } catch (CatalogueException e) {
            return notStarted(reported, ExitCode.WRONG_SETTINGS, ErrorCategory.CONFIGURATION, e);
        } catch (LoginRefusedException e) {
            return reported.notStarted(
                    ExitCode.WRONG_SETTINGS,
                    Problem.of(ErrorCategory.LOGIN_REFUSED, String.valueOf(e.getMessage())),
                    LOG);
        } catch (DatabaseUnreachableException e) {
            return notStarted(reported, ExitCode.UNREACHABLE, ErrorCategory.UNREACHABLE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return reported.notStarted(
                    ExitCode.INTERRUPTED,
                    Problem.of(ErrorCategory.INTERRUPTED, "Interrupted; nothing was changed"),
                    LOG);
        }
    }

    /** What is to be done is to migrate again, and that run must not rely on an earlier verification. */
    private static void revoke(VerificationRecord record, Database database) {
        String problem;
        try {
            if (record.find().isEmpty()) {
                return;
            }
            Optional<String> readOnly = ReadOnlyServer.reason(database);
            if (readOnly.isEmpty()) {
                record.revoke();
                LOG.info("Cleared the record of an earlier passed verification: migrate will read every row again");
                return;
            }
            problem = readOnly.get();
        } catch (SQLException e) {
            problem = SqlErrors.describe(e);
        }
        LOG.warn(
                "Could not clear the record of an earlier passed verification, which migrate relies on: run verify with"
                        + " an account that may write, or migrate with --repair ({})",
                problem);
    }

    private static ExitCode notStarted(ReportedRun reported, ExitCode code, ErrorCategory category, Exception reason) {
        return reported.notStarted(code, Problem.told(category, String.valueOf(reason.getMessage())), LOG);
    }

    private static RunReport result(Settings settings, Database database, VerificationReport found, Duration duration) {
        return new RunReport(
                Kind.VERIFY,
                settings.targetRelease(),
                database.describe(),
                found.passed() ? Result.DONE : Result.NOT_VERIFIED,
                List.of(),
                List.of(Phase.endingNow(Phase.VERIFICATION, duration)),
                found.schemaWarnings(),
                RunReport.problems(found),
                found,
                duration);
    }
}
