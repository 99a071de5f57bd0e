package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.AdvisoryLock;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.database.LockNotObtainedException;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.model.Catalogue;
import dev.ragflow.migrator.model.CatalogueException;
import java.io.PrintStream;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code migrate}: waits for the database, takes the locks, brings it to the target release, tells what it did. */
public final class MigrateRun {

    private static final Logger LOG = LoggerFactory.getLogger(MigrateRun.class);

    /** Liquibase's connection and the two locks are outside the pool. */
    private static final int POOL_SIZE = 4;

    private final Settings settings;
    private final PrintStream out;

    private MigrateRun(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs to the end.
     *
     * @param out standard output, for the summary
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings, PrintStream out) {
        return new MigrateRun(settings, out).run().code();
    }

    private ExitCode run() {
        long startedAt = System.nanoTime();
        try {
            Catalogue catalogue = catalogue();
            try (Database database =
                    Connecting.connect(settings.connection(), POOL_SIZE, settings.waitTimeout(), this::waiting)) {
                LOG.info("Connected to {}", database.describe());
                return migrate(database, catalogue, startedAt);
            }
        } catch (CatalogueException | LoginRefusedException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS;
        } catch (DatabaseUnreachableException | LockNotObtainedException e) {
            LOG.error(e.getMessage());
            return ExitCode.UNREACHABLE;
        } catch (SQLException e) {
            throw new MigrationException("The database could not be asked; the run can be repeated", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted. What was committed stays; run it again to go on");
            return ExitCode.MIGRATION_FAILED;
        }
    }

    private Catalogue catalogue() {
        return settings.llmFactories()
                .map(Catalogue::read)
                .orElseGet(() -> Catalogue.builtIn(settings.targetRelease()));
    }

    private ExitCode migrate(Database database, Catalogue catalogue, long startedAt)
            throws SQLException, InterruptedException {
        try (AdvisoryLock changelog = lock(database, LockName.CHANGELOG);
                AdvisoryLock startUp = lock(database, LockName.RAGFLOW_START_UP)) {
            Locks locks = new Locks(changelog, startUp);
            RunReport report = new Migration(
                            database, settings.targetRelease(), catalogue, settings.repair(), locks, startedAt)
                    .run();
            Summary.print(report, out);
            return switch (report.result()) {
                case DONE, NOTHING_TO_DO, NEWER_THAN_TARGET -> ExitCode.OK;
                case FAILED -> ExitCode.MIGRATION_FAILED;
                case NOT_VERIFIED -> ExitCode.VERIFICATION_FAILED;
            };
        }
    }

    private AdvisoryLock lock(Database database, LockName name) throws SQLException, InterruptedException {
        return AdvisoryLock.acquire(
                database,
                name,
                settings.lockTimeout(),
                holder -> LOG.info(
                        "Waiting up to {} s for {}: {} holds it",
                        settings.lockTimeout().toSeconds(),
                        name.description(),
                        holder.describe()));
    }

    private void waiting(String reason) {
        LOG.info(
                "Waiting up to {} s for the database: {}",
                settings.waitTimeout().toSeconds(),
                reason);
    }
}
