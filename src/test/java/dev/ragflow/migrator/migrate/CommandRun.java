package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.Level;

/**
 * One run of a command in this process.
 *
 * @param exitCode what the process would end with
 * @param out standard output
 * @param log everything that was logged, down to level trace
 */
record CommandRun(int exitCode, String out, String log) {

    private static final int LAST_LINES = 40;

    static CommandRun migrate(TestDatabase database, Release target) {
        return run(database, Command.MIGRATE, target);
    }

    static CommandRun migrateUnlessNewer(TestDatabase database, Release target) {
        return run(RunSettings.refusingNewer(database.settings(), target));
    }

    static CommandRun rollBack(TestDatabase database) {
        return run(database, Command.ROLLBACK, Release.V0_26_4);
    }

    static CommandRun repair(TestDatabase database, Release target) {
        return run(RunSettings.of(Command.MIGRATE, database.settings(), target, true, OutputFormat.TEXT));
    }

    static CommandRun verify(ConnectionSettings login, Release release) {
        return run(RunSettings.of(Command.VERIFY, login, release));
    }

    private static CommandRun run(TestDatabase database, Command command, Release release) {
        return run(RunSettings.of(command, database.settings(), release));
    }

    private static CommandRun run(Settings settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        LoggingSetup.configure(
                new LogSettings(LogFormat.TEXT, Level.TRACE),
                new PrintStream(log, true, StandardCharsets.UTF_8),
                false);
        try {
            int exitCode =
                    switch (settings.command()) {
                        case ROLLBACK -> RollbackRun.run(settings, printed);
                        case VERIFY -> VerifyRun.run(settings, printed);
                        default -> MigrateRun.run(settings, printed);
                    };
            return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), log.toString(StandardCharsets.UTF_8));
        } finally {
            LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.WARN), System.err, false);
        }
    }

    /** The end of it, for the messages of tests. */
    @Override
    public String toString() {
        List<String> lines = log.lines().toList();
        return "exit code " + exitCode + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) + out;
    }
}
