package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.config.Settings;
import java.io.PrintStream;

/** What the command {@code migrate} starts once the settings are known to be right. */
@FunctionalInterface
interface MigrationStarter {

    /**
     * @param out standard output, for the summary; the log goes elsewhere
     * @return the exit code, one of {@link dev.ragflow.migrator.migrate.ExitCode}
     */
    int start(Settings settings, PrintStream out);
}
