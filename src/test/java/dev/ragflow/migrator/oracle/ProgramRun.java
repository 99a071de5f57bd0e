package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.Level;

/**
 * One run of the whole migration in this process.
 *
 * @param exitCode what the process would end with; 1 where the run threw
 * @param summary standard output
 * @param log everything that was logged, down to level trace, and the stack trace of what was thrown
 */
record ProgramRun(int exitCode, String summary, String log) {

    private static final int LAST_LINES = 30;

    /** To v0.26.4. */
    static ProgramRun on(TestDatabase database) {
        return on(database, Release.V0_26_4);
    }

    static ProgramRun on(TestDatabase database, Release target) {
        return on(database, target, false);
    }

    static ProgramRun on(TestDatabase database, Release target, boolean repair) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream logged = new PrintStream(log, true, StandardCharsets.UTF_8);
        LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.TRACE), logged, false);
        StringWriter thrown = new StringWriter();
        int exitCode;
        try {
            exitCode = MigrateRun.run(
                    RunSettings.of(Command.MIGRATE, database.settings(), target, repair, OutputFormat.TEXT),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
        } catch (MigrationException e) {
            e.printStackTrace(new PrintWriter(thrown, true));
            exitCode = 1;
        } finally {
            LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.WARN), System.err, false);
        }
        return new ProgramRun(
                exitCode, out.toString(StandardCharsets.UTF_8), log.toString(StandardCharsets.UTF_8) + thrown);
    }

    /** The end of it, for the messages of tests. */
    @Override
    public String toString() {
        List<String> lines = log.lines().toList();
        return "exit code " + exitCode + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) + summary;
    }
}
