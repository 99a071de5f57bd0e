package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call of the program, up to the point where the migration itself would start.
 *
 * @param exitCode as the shell sees it
 * @param out standard output
 * @param err standard error
 * @param settings what the migration was started with; null when it was not
 */
record ProgramRun(
        int exitCode, String out, String err, @Nullable Settings settings) {

    private static final class Recorder implements MigrationStarter {
        private final MigrationStarter next;
        private @Nullable Settings settings;

        Recorder(MigrationStarter next) {
            this.next = next;
        }

        @Override
        public int start(Settings given, PrintStream out) {
            settings = given;
            return next.start(given, out);
        }
    }

    static ProgramRun of(Map<String, String> environment, String... args) {
        return of((settings, out) -> 0, environment, args);
    }

    static ProgramRun of(MigrationStarter migration, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Recorder recorder = new Recorder(migration);
        int exitCode = Main.run(
                args,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                recorder);
        return new ProgramRun(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                recorder.settings);
    }

    List<String> errorLines() {
        return err.lines().toList();
    }

    /** The settings of a run that got as far as starting the migration. */
    Settings started() {
        assertThat(err).isNotNull();
        Settings found = settings;
        if (found == null) {
            throw new AssertionError("the migration was not started: " + err);
        }
        return found;
    }
}
