package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Interruption;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.ServerStart;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distinguishes a server that was restarted from a connection that was lost or ended. After a restart nobody's locks
 * are left, and a run may begin again as the next one would; a lock whose connection ended on a server that kept
 * running may be someone else's by now.
 */
public final class ServerRestart {

    private static final Logger LOG = LoggerFactory.getLogger(ServerRestart.class);

    /** What a server that goes away, or comes back, is seen as. */
    private static final Set<ErrorCategory> SIGNS = Set.of(
            ErrorCategory.CONNECTION_LOST,
            ErrorCategory.SERVER_RESTART,
            ErrorCategory.UNREACHABLE,
            ErrorCategory.TOO_MANY_CONNECTIONS,
            ErrorCategory.READ_ONLY,
            ErrorCategory.UNEXPECTED);

    private final Settings settings;
    private final Interruption interruption;
    private final ServerStart before;

    private ServerRestart(Settings settings, Interruption interruption, ServerStart before) {
        this.settings = settings;
        this.interruption = interruption;
        this.before = before;
    }

    /** Remembers when the server started; to be called before the locks are taken. */
    static ServerRestart since(Database database, Settings settings, Interruption interruption) throws SQLException {
        return new ServerRestart(settings, interruption, ServerStart.of(database));
    }

    /** Whether the server was restarted meanwhile and is up again; waits for it as long as chunks are retried. */
    public boolean explains(MigrationException failure) {
        if (!SIGNS.contains(failure.category()) || interruption.isRequested()) {
            return false;
        }
        try (Interruption.Waiting waiting = interruption.waiting();
                Database database = Connecting.connect(
                        settings.connection(), 1, settings.pace().retryTimeout())) {
            return !ServerStart.of(database).isSameAs(before);
        } catch (SQLException | DatabaseUnreachableException | LoginRefusedException e) {
            LOG.warn(
                    "The server did not come back within {} s",
                    settings.pace().retryTimeout().toSeconds());
            return false;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
