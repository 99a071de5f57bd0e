package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.Flags;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.config.QuiesceSettings;
import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.migrate.QuiescedRun;
import dev.ragflow.migrator.migrate.RollbackRun;
import dev.ragflow.migrator.migrate.Termination;
import dev.ragflow.migrator.migrate.VerifyRun;
import dev.ragflow.migrator.migrate.WaitRun;
import dev.ragflow.migrator.preview.DryRun;
import dev.ragflow.migrator.release.ProgramVersion;
import dev.ragflow.migrator.toolbox.DiffRun;
import dev.ragflow.migrator.toolbox.HistoryRun;
import dev.ragflow.migrator.toolbox.MarkRun;
import dev.ragflow.migrator.toolbox.ReleaseLockRun;
import dev.ragflow.migrator.toolbox.StagesRun;
import dev.ragflow.migrator.toolbox.StatusRun;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The program: reads the settings, starts the command, and says in one line what went wrong. */
public final class Main {

    /** Liquibase: nothing is sent anywhere, nothing is printed to standard output. */
    private static final Map<String, String> LIQUIBASE = Map.of(
            "liquibase.analytics.enabled", "false",
            "liquibase.uiService", "LOGGER",
            "liquibase.showBanner", "false");

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final MigrationStarter migration;
    private TerminationMessage termination;

    private Main(Map<String, String> environment, PrintStream out, PrintStream err, MigrationStarter migration) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.migration = migration;
        this.termination =
                new TerminationMessage(Optional.ofNullable(environment.get(Setting.TERMINATION_LOG.variable()))
                        .filter(path -> !path.isBlank())
                        .map(Path::of));
    }

    public static void main(String[] args) {
        // uncaught in another thread: reported like everything else, without data
        Thread.setDefaultUncaughtExceptionHandler((thread, problem) ->
                LoggerFactory.getLogger(Main.class).error("Thread {} ended early", thread.getName(), problem));
        Termination.listen();
        int code = ExitCode.MIGRATION_FAILED.code();
        try {
            code = runProcess(args);
        } finally {
            Termination.ended(code);
        }
        System.exit(code);
    }

    private static int runProcess(String[] args) {
        if (!Terminal.showsColours(Terminal.Stream.ERROR, System.getenv())) {
            return run(args, System.getenv(), System.out, System.err, (settings, out) -> start(settings, out, null));
        }
        StatusLine statusLine = new StatusLine(System.err);
        return run(
                args,
                System.getenv(),
                System.out,
                statusLine.stream(),
                // lines of JSON have no place for a line that changes
                (settings, out) -> start(settings, out, LoggingSetup.isJson() ? null : statusLine::show));
    }

    private static int start(Settings settings, PrintStream out, @Nullable Consumer<String> statusLine) {
        return switch (settings.command()) {
            case MIGRATE ->
                settings.tools().mode() == RunMode.DRY_RUN
                        ? DryRun.run(settings, out)
                        : QuiescedRun.of(settings, () -> MigrateRun.run(settings, out, statusLine));
            case VERIFY -> VerifyRun.run(settings, out);
            case ROLLBACK -> QuiescedRun.of(settings, () -> RollbackRun.run(settings, out));
            case WAIT -> WaitRun.run(settings);
            case RESUME -> throw new IllegalStateException("works on no database");
            case STATUS -> StatusRun.run(settings, out);
            case HISTORY -> HistoryRun.run(settings, out);
            case STAGES -> StagesRun.run(settings, out);
            case MARK -> MarkRun.mark(settings, out);
            case UNMARK -> MarkRun.unmark(settings, out);
            case DIFF -> DiffRun.run(settings, out);
            case RELEASE_LOCK -> ReleaseLockRun.run(settings, out);
        };
    }

    /**
     * Runs the program inside a process that continues.
     *
     * @return the exit code, one of {@link ExitCode}
     */
    static int run(
            String[] args,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            MigrationStarter migration) {
        return new Main(environment, out, err, migration).run(args);
    }

    private int run(String[] args) {
        LIQUIBASE.forEach(System::setProperty);
        int code = invoke(args);
        termination.write(code);
        return code;
    }

    private int invoke(String[] args) {
        Invocation invocation;
        try {
            invocation = Arguments.parse(args, Terminal.showsColours(Terminal.Stream.OUTPUT, environment));
            if (invocation instanceof Invocation.Run run) {
                LogSettings log = LogSettings.load(run.flags(), environment);
                LoggingSetup.configure(log, err, Terminal.showsColours(Terminal.Stream.ERROR, environment));
                termination = new TerminationMessage(log.terminationLog());
                LoggingSetup.alsoTell(termination::problem);
                Termination.beforeCutOff(() -> termination.write(ExitCode.INTERRUPTED.code()));
                return start(run.command(), run.flags());
            }
        } catch (ConfigurationException e) {
            // the log has no form yet
            err.println(CommandLines.PROGRAM + ": " + e.getMessage());
            termination.problem(true, "[" + ErrorCategory.CONFIGURATION.id() + "] " + e.getMessage());
            return ExitCode.WRONG_SETTINGS.code();
        }
        out.print(((Invocation.Print) invocation).text());
        out.flush();
        return ExitCode.OK.code();
    }

    private static String preposition(Command command) {
        return switch (command) {
            case VERIFY -> "as";
            case WAIT, STATUS, HISTORY, STAGES, DIFF, MARK, UNMARK, RELEASE_LOCK -> "for";
            default -> "to";
        };
    }

    private int start(Command command, Flags flags) {
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            if (command == Command.RESUME) {
                return QuiescedRun.resume(QuiesceSettings.load(flags, environment));
            }
            Settings settings = Settings.load(command, flags, environment);
            settings.warnings().forEach(log::warn);
            // wait says it in the line with which it begins or ends
            log.atLevel(command == Command.WAIT ? Level.DEBUG : Level.INFO)
                    .addKeyValue("version", ProgramVersion.read())
                    .addKeyValue("command", command.text())
                    .addKeyValue("target_release", settings.targetRelease().tag())
                    .addKeyValue("database", settings.connection().type().id())
                    .addKeyValue("host", settings.connection().host())
                    .log(
                            "{} {} {} {} RAGFlow {}: {}",
                            CommandLines.PROGRAM,
                            ProgramVersion.read(),
                            command.text(),
                            preposition(command),
                            settings.targetRelease(),
                            settings.describeConnection());
            return migration.start(settings, out);
        } catch (ConfigurationException e) {
            Problem.told(ErrorCategory.CONFIGURATION, String.valueOf(e.getMessage()))
                    .log(log);
            return ExitCode.WRONG_SETTINGS.code();
        } catch (MigrationException e) {
            Problem.of(e).log(log);
            log.debug("Where it failed", e);
            return ExitCode.MIGRATION_FAILED.code();
        } catch (Throwable e) {
            log.atError()
                    .addKeyValue("category", ErrorCategory.UNEXPECTED.id())
                    .log(
                            "Failed because of a bug in this program ({}); what was committed is kept, and the"
                                    + " migration can be run again; --log-level debug shows where",
                            e.getClass().getName());
            log.debug("Where it failed", e);
            return ExitCode.MIGRATION_FAILED.code();
        }
    }
}
