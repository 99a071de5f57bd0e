package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.model.domain.CatalogueException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the database and looks at it in sessions that the server itself keeps from writing. Takes no locks. */
public final class ReadOnlyRun {

    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyRun.class);

    /** A look inside a look: rows, stages, the shape of tables. */
    private static final int POOL_SIZE = 4;

    /** What is looked at. */
    @FunctionalInterface
    public interface Work {
        ExitCode on(Database database) throws SQLException;
    }

    private ReadOnlyRun() {}

    /** @return the exit code of the work, or of what kept it from beginning */
    public static int of(Settings settings, Work work) {
        return run(settings, work).code();
    }

    private static ExitCode run(Settings settings, Work work) {
        try (Database database = Connecting.connectReadOnly(settings.connection(), POOL_SIZE, settings.waitTimeout())) {
            LOG.debug("Connected to {}", database.describe());
            return work.on(database);
        } catch (CatalogueException | LoginRefusedException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS;
        } catch (DatabaseUnreachableException e) {
            LOG.error(e.getMessage());
            return ExitCode.UNREACHABLE;
        } catch (SQLException e) {
            throw new MigrationException("The database could not be read; nothing was changed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted; nothing was changed");
            return ExitCode.INTERRUPTED;
        }
    }
}
