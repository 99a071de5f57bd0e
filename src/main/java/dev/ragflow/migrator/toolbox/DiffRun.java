package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.Drift;
import dev.ragflow.migrator.schema.Drift.Impact;
import dev.ragflow.migrator.schema.DriftFixes;
import dev.ragflow.migrator.schema.Fix;
import dev.ragflow.migrator.schema.LiveSchema;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command {@code diff}: compares the tables with a release's and, on request, writes a changelog that closes the gap.
 * Changes nothing in the database.
 */
public final class DiffRun {

    private final Database database;
    private final Release release;
    private final boolean removals;

    private DiffRun(Database database, Settings settings) {
        this.database = database;
        this.release = settings.targetRelease();
        this.removals = settings.tools().drop();
    }

    /**
     * Runs to the end.
     *
     * @param out standard output
     * @return the program's exit code: 0 when nothing differs that matters, 6 otherwise
     * @throws ConfigurationException when the file is there already or cannot be written
     */
    public static int run(Settings settings, PrintStream out) {
        Optional<Path> file = settings.tools().changelog();
        file.ifPresent(DiffRun::refuseToReplace);
        return ReadOnlyRun.of(settings, database -> {
            Diff diff = new DiffRun(database, settings).read(file);
            if (settings.output() == OutputFormat.JSON) {
                out.println(DiffTexts.json(diff));
            } else {
                DiffTexts.lines(diff).forEach(out::println);
            }
            out.flush();
            boolean matters = diff.drifts().stream().anyMatch(drift -> drift.impact() != Impact.HARMLESS);
            return matters ? ExitCode.PENDING : ExitCode.OK;
        });
    }

    private Diff read(Optional<Path> file) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = LiveSchema.read(connection, database.dialect());
            List<Drift> drifts = Drift.of(live, release);
            List<String> notes = new ArrayList<>();
            List<Fix> fixes =
                    file.isPresent() ? fixes(new DriftFixes(connection, live, release), drifts, notes) : List.of();
            file.ifPresent(path -> write(path, FixChangelog.text(fixes, release, database)));
            return new Diff(database.describe(), release, drifts, file, fixes, notes);
        }
    }

    private List<Fix> fixes(DriftFixes writer, List<Drift> drifts, List<String> notes) throws SQLException {
        List<Fix> fixes = new ArrayList<>();
        for (Drift drift : drifts) {
            try {
                writer.fix(drift, removals).ifPresent(fixes::add);
            } catch (MigrationException e) {
                notes.add("Not in the file: " + drift.difference().sentence() + " " + e.getMessage());
            }
        }
        return fixes;
    }

    private static void refuseToReplace(Path file) {
        if (Files.exists(file)) {
            throw new ConfigurationException(
                    Setting.CHANGELOG.flag() + ": " + file + " already exists and is not replaced; name another file");
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException(Setting.CHANGELOG.flag() + ": " + file + " cannot be written: "
                    + e.getClass().getSimpleName());
        }
    }
}
