package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntBiFunction;
import org.slf4j.event.Level;

/**
 * One run of a command in this process.
 *
 * @param exitCode what the process would end with
 * @param out standard output
 * @param log everything that was logged, down to level debug
 */
record ToolRun(int exitCode, String out, String log) {

    static ToolRun status(ConnectionSettings login, Release target, OutputFormat output) {
        return run(StatusRun::run, settings(Command.STATUS, login, target, output, ToolSettings.NONE));
    }

    static ToolRun history(TestDatabase database, OutputFormat output, ToolSettings tools) {
        return run(HistoryRun::run, settings(Command.HISTORY, database.settings(), Release.newest(), output, tools));
    }

    static ToolRun migrate(TestDatabase database, Release target, ToolSettings tools) {
        return run(MigrateRun::run, settings(Command.MIGRATE, database.settings(), target, OutputFormat.TEXT, tools));
    }

    static Settings settings(
            Command command, ConnectionSettings login, Release target, OutputFormat output, ToolSettings tools) {
        return RunSettings.of(command, login, target, output, tools);
    }

    static ToolRun run(ToIntBiFunction<Settings, PrintStream> command, Settings settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream logged = new PrintStream(log, true, StandardCharsets.UTF_8);
        LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.DEBUG), logged, false);
        try {
            int exitCode = command.applyAsInt(settings, new PrintStream(out, true, StandardCharsets.UTF_8));
            return new ToolRun(exitCode, out.toString(StandardCharsets.UTF_8), log.toString(StandardCharsets.UTF_8));
        } finally {
            LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.WARN), System.err, false);
        }
    }
}
