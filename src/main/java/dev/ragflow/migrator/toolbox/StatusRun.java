package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.migrate.ExitCode;
import java.io.PrintStream;

/** The command {@code status}: how far the database is. Changes nothing, takes no locks. */
public final class StatusRun {

    private StatusRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output
     * @return the program's exit code: 0 when nothing is pending, 6 when a migration has something to do
     */
    public static int run(Settings settings, PrintStream out) {
        return ReadOnlyRun.of(settings, database -> {
            Status status = new StatusReader(database, settings).read();
            if (settings.output() == OutputFormat.JSON) {
                out.println(StatusTexts.json(status));
            } else {
                StatusTexts.lines(status).forEach(out::println);
            }
            out.flush();
            if (status.refusal().isPresent()) {
                return ExitCode.WRONG_SETTINGS;
            }
            return status.pending().isEmpty() ? ExitCode.OK : ExitCode.PENDING;
        });
    }
}
