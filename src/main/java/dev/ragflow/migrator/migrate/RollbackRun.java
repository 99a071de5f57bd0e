package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.Catalogue;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.VersionMarker;
import dev.ragflow.migrator.release.Release;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code rollback}: takes back what came behind a release's tag, so that RAGFlow of that release can work with the
 * database again. Refuses where data written since would be lost.
 */
public final class RollbackRun {

    private static final Logger LOG = LoggerFactory.getLogger(RollbackRun.class);

    private final Database database;
    private final Release former;
    private final Locks locks;
    private final Steps steps;
    private final ChangelogUpdate update;

    private RollbackRun(Database database, Release former, Locks locks) {
        this.database = database;
        this.former = former;
        this.locks = locks;
        Release newest = Release.newest();
        ModelStages stages = new ModelStages(
                database,
                newest,
                Catalogue.builtIn(newest),
                false,
                Clock.systemDefaultZone(),
                (table, column, characters) -> {},
                (stage, table, done, total) -> locks.ensureHeld());
        this.steps = Steps.of(database, newest, stages);
        this.update = new ChangelogUpdate(database, steps, locks::ensureHeld);
    }

    /**
     * Runs to the end.
     *
     * @param out standard output, for the summary
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out) {
        return LockedRun.of(settings, (database, locks) -> new RollbackRun(database, settings.targetRelease(), locks)
                        .run(out))
                .code();
    }

    private ExitCode run(PrintStream out) throws SQLException {
        if (!update.isTagged(former)) {
            return refused(
                    out,
                    List.of("This program has not brought the database to " + former
                            + ": there is nothing that it could take back. Restore a backup instead."));
        }
        List<String> obstacles = steps.obstacles();
        if (!obstacles.isEmpty()) {
            return refused(out, obstacles);
        }
        update.backTo(former);
        try (Connection connection = database.dataSource().getConnection()) {
            if (VersionMarker.lower(connection, database.dialect(), former)) {
                LOG.info("Version marker lowered to what {} stands for", former);
            }
        }
        print(out);
        return ExitCode.OK;
    }

    private ExitCode refused(PrintStream out, List<String> reasons) {
        reasons.forEach(reason -> LOG.error("No rollback: {}", reason));
        out.println();
        out.println("Summary: nothing was changed, the rollback to RAGFlow " + former + " would lose data.");
        out.println("Database: " + database.describe());
        reasons.forEach(reason -> out.println("  - " + reason));
        out.println("Next: restore the backup taken before the migration, or stay with the newer release.");
        out.flush();
        return ExitCode.MIGRATION_FAILED;
    }

    private void print(PrintStream out) {
        out.println();
        out.println("Summary: the database is back at RAGFlow " + former + ".");
        out.println("Database: " + database.describe());
        TextTable table = new TextTable(2, "changeset", "what was taken back");
        for (ChangesetRecord record : update.records()) {
            StepOutcome outcome = record.outcome();
            table.row(List.of(record.name(), outcome == null ? "" : outcome.text()));
        }
        table.lines().forEach(out::println);
        out.println("Next: start RAGFlow " + former + "; its start-up adds what only that release has.");
        out.flush();
    }
}
