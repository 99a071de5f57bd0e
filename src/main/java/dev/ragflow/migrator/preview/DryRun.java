package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.changelog.IncompleteDatabase;
import dev.ragflow.migrator.config.IfNewer;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.migrate.RunScope;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.NewerThanTarget;
import dev.ragflow.migrator.toolbox.ReadOnlyRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code migrate --mode dry-run}: reports what a run would do, in sessions that cannot write. */
public final class DryRun {

    private static final Logger LOG = LoggerFactory.getLogger(DryRun.class);

    private DryRun() {}

    /**
     * Looks, and reports.
     *
     * @param out standard output
     * @return the program's exit code: 0 where a run would begin, or has nothing to do; 2 where it would refuse to
     */
    public static int run(Settings settings, PrintStream out) {
        return ReadOnlyRun.of(settings, database -> {
            Optional<String> refusal = refusal(database);
            if (refusal.isPresent()) {
                return refused(Problem.told(ErrorCategory.NEWER_DATABASE, refusal.get()));
            }
            Optional<String> incomplete = IncompleteDatabase.refusal(database);
            if (incomplete.isPresent()) {
                return refused(Problem.told(ErrorCategory.INCOMPLETE_DATABASE, incomplete.get()));
            }
            Catalogue catalogue = Catalogue.of(settings.llmFactories(), settings.targetRelease());
            RunScope scope = RunScope.of(settings.tools(), settings.targetRelease());
            Plan plan = new Planner(database, settings, catalogue, scope).plan();
            if (settings.output() == OutputFormat.JSON) {
                out.println(PlanJson.of(plan));
            } else {
                PlanText.lines(plan).forEach(out::println);
            }
            out.flush();
            if (settings.tools().sql().isPresent()) {
                Optional<Problem> unwritten = write(settings.tools().sql().get(), plan);
                if (unwritten.isPresent()) {
                    return refused(unwritten.get());
                }
            }
            return exitCode(plan, settings.ifNewer());
        });
    }

    private static ExitCode exitCode(Plan plan, IfNewer ifNewer) {
        if (!plan.newer().isEmpty() && ifNewer != IfNewer.ACCEPT) {
            return refused(Problem.of(
                    ErrorCategory.NEWER_DATABASE,
                    "Refused because the database is newer than RAGFlow " + plan.target() + "; nothing was changed: "
                            + String.join(" ", plan.newer())));
        }
        return plan.refusals().isEmpty() ? ExitCode.OK : ExitCode.WRONG_SETTINGS;
    }

    private static ExitCode refused(Problem problem) {
        problem.log(LOG);
        return ExitCode.WRONG_SETTINGS;
    }

    private static Optional<String> refusal(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return NewerThanTarget.refusal(
                    connection, LiveSchema.readTable(connection, database.dialect(), "system_settings"));
        }
    }

    private static Optional<Problem> write(Path file, Plan plan) {
        try {
            Files.writeString(file, PlanSql.of(plan));
            LOG.info("Statements written to {}", file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Problem.told(
                    ErrorCategory.CONFIGURATION,
                    Setting.SQL.flag() + ": " + file + " could not be written: "
                            + e.getClass().getSimpleName()));
        }
    }
}
