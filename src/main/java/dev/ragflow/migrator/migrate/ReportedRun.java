package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.release.ProgramVersion;
import dev.ragflow.migrator.report.ReportFile;
import dev.ragflow.migrator.report.RunContext;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Hears how a run goes and leaves the reports that the operator asked for, however it ends. */
final class ReportedRun {

    private final Settings settings;
    private final Instant startedAt = Instant.now();
    private final long started = System.nanoTime();
    private final List<Problem> problems = new ArrayList<>();
    private String server = "";
    private @Nullable RunReport result;

    ReportedRun(Settings settings) {
        this.settings = settings;
    }

    /** The database answered. */
    void connectedTo(String described) {
        server = described;
    }

    /** The run came to its end. */
    void ended(RunReport report) {
        result = report;
    }

    /** Says why it does not come to work, and hands on how the program ends. */
    ExitCode notStarted(ExitCode code, Problem problem, Logger log) {
        problem.log(log);
        problems.add(problem);
        return code;
    }

    /** Runs, and reports what came of it. */
    ExitCode run(Supplier<ExitCode> work) {
        ExitCode code = ExitCode.MIGRATION_FAILED;
        try {
            code = work.get();
        } catch (ConfigurationException e) {
            code = ExitCode.WRONG_SETTINGS;
            problems.add(Problem.told(ErrorCategory.CONFIGURATION, String.valueOf(e.getMessage())));
            throw e;
        } catch (MigrationException e) {
            problems.add(Problem.of(e));
            throw e;
        } catch (RuntimeException | Error e) {
            problems.add(Problem.of(
                    ErrorCategory.UNEXPECTED,
                    "Failed because of a bug in this program (" + e.getClass().getName()
                            + "); what was committed is kept, and the migration can be run again"));
            throw e;
        } finally {
            write(code);
        }
        return code;
    }

    private void write(ExitCode code) {
        if (settings.reports().isEmpty()) {
            return;
        }
        RunReport report = result == null ? withoutResult(code) : result;
        RunContext context = new RunContext(
                ProgramVersion.read(),
                startedAt,
                code.code(),
                settings.chosen().stream()
                        .map(setting -> new RunContext.Given(setting.flag(), setting.value(), setting.origin()))
                        .toList());
        settings.reports().forEach(file -> ReportFile.write(file, report, context));
    }

    private RunReport withoutResult(ExitCode code) {
        Result how =
                switch (code) {
                    case MIGRATION_FAILED -> Result.FAILED;
                    case INTERRUPTED -> Result.INTERRUPTED;
                    default -> Result.NOT_STARTED;
                };
        return new RunReport(
                Kind.valueOf(settings.command().name()),
                settings.targetRelease(),
                server,
                how,
                List.of(),
                List.of(),
                List.of(),
                problems,
                null,
                Duration.ofNanos(System.nanoTime() - started));
    }
}
