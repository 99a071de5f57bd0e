package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.database.LockSession;
import dev.ragflow.migrator.database.LockSession.End;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.migrate.ExitCode;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code release-lock}: shows who holds the locks that a migration waits for and, on request, ends those
 * connections. Takes no lock itself.
 */
public final class ReleaseLockRun {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLockRun.class);
    private static final int POOL_SIZE = 1;

    /** How long the server may take to let go of the locks of a connection that was ended. */
    private static final int PATIENCE_MILLIS = 10_000;

    private final Database database;
    private final boolean force;
    private final PrintStream out;
    private ExitCode result = ExitCode.OK;

    private ReleaseLockRun(Database database, boolean force, PrintStream out) {
        this.database = database;
        this.force = force;
        this.out = out;
    }

    /**
     * Runs to the end.
     *
     * @param out standard output
     * @return the program's exit code: 0 when nothing is held (any more), 6 when something is, 1 when a connection may not be ended
     */
    public static int run(Settings settings, PrintStream out) {
        try (Database database = Connecting.connect(settings.connection(), POOL_SIZE, settings.waitTimeout())) {
            return new ReleaseLockRun(database, settings.tools().force(), out)
                    .run()
                    .code();
        } catch (LoginRefusedException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS.code();
        } catch (DatabaseUnreachableException e) {
            LOG.error(e.getMessage());
            return ExitCode.UNREACHABLE.code();
        } catch (SQLException e) {
            throw new MigrationException("The locks could not be read or released; try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted");
            return ExitCode.INTERRUPTED.code();
        }
    }

    private ExitCode run() throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            for (LockName name : LockName.values()) {
                look(connection, name);
            }
            look(connection, new LiquibaseLock(connection, database.dialect()));
        }
        if (result == ExitCode.PENDING) {
            out.println("Next: wait for the holder, or run release-lock --force, which releases what is held here.");
        }
        out.flush();
        return result;
    }

    private void look(Connection connection, LockName name) throws SQLException, InterruptedException {
        Optional<LockSession> session = LockSession.of(connection, database, name);
        if (session.isEmpty()) {
            out.println(name.description() + ": free");
            return;
        }
        LockSession held = session.get();
        out.println(name.description() + ": held by " + held.holder().describe());
        out.println("  running statement: " + held.statement());
        if (!force) {
            found();
            return;
        }
        End end = held.end(connection, database.dialect());
        if (end == End.NOT_ALLOWED) {
            LOG.error(
                    "The account {} may not end connection {}: it lacks {}. Nothing was changed; run release-lock"
                            + " --force with an account that has it, or stop the program that holds that connection",
                    database.settings().user(),
                    held.holder().connectionId(),
                    LockSession.privilege(database.dialect()));
            result = ExitCode.MIGRATION_FAILED;
            return;
        }
        out.println("  "
                + (isLetGo(connection, held) ? "ended, the lock is free" : "asked to end; the lock is still held"));
    }

    private boolean isLetGo(Connection connection, LockSession held) throws SQLException, InterruptedException {
        for (int waited = 0; waited < PATIENCE_MILLIS; waited += 100) {
            Optional<LockSession> now = LockSession.of(connection, database, held.name());
            if (now.isEmpty()
                    || now.get().holder().connectionId() != held.holder().connectionId()) {
                return true;
            }
            Thread.sleep(100);
        }
        result = ExitCode.MIGRATION_FAILED;
        return false;
    }

    private void look(Connection connection, LiquibaseLock lock) throws SQLException {
        Optional<String> holder = lock.holder();
        if (holder.isEmpty()) {
            return;
        }
        out.println("DATABASECHANGELOGLOCK of another tool: locked by " + holder.get()
                + "; this program does not wait for it");
        if (!force) {
            found();
        } else if (lock.clear()) {
            out.println("  cleared");
        } else {
            LOG.error(
                    "The account {} may not clear it: it lacks UPDATE on that table; release it with the tool that took"
                            + " it",
                    database.settings().user());
            result = ExitCode.MIGRATION_FAILED;
        }
    }

    private void found() {
        if (result == ExitCode.OK) {
            result = ExitCode.PENDING;
        }
    }
}
