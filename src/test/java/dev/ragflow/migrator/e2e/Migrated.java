package dev.ragflow.migrator.e2e;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.Flags;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A run of the program in this process, with settings as in its environment.
 *
 * @param exitCode what the process would end with
 * @param summary standard output
 */
record Migrated(int exitCode, String summary) {

    static Migrated reporting(TestDatabase database, Path page, Path data) {
        return with(database, Map.of("RAGFLOW_MIGRATOR_REPORT", page + "," + data));
    }

    static Migrated with(TestDatabase database, Map<String, String> more) {
        Map<String, String> environment = RunSettings.environment(database.settings());
        environment.putAll(more);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode;
        try {
            exitCode = MigrateRun.run(
                    Settings.load(Command.MIGRATE, Flags.none(), environment),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
        } catch (MigrationException e) {
            // as the program's main method does
            exitCode = ExitCode.MIGRATION_FAILED.code();
        }
        return new Migrated(exitCode, out.toString(StandardCharsets.UTF_8));
    }
}
