package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.InterruptedRunException;
import dev.ragflow.migrator.batch.Interruption;
import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.changelog.IncompleteDatabase;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.AdvisoryLock;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.database.LockNotObtainedException;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.database.ReadOnlyServer;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.NewerThanTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the database and takes both locks before work that changes it; turns what goes wrong into exit codes. */
public final class LockedRun {

    private static final Logger LOG = LoggerFactory.getLogger(LockedRun.class);

    /** Beside the workers'; Liquibase's connection and the two locks are outside the pool. */
    private static final int OTHER_CONNECTIONS = 2;

    /** A server that keeps falling may do so because of the run. */
    private static final int MOST_RESTARTS = 3;

    /** What is done while the locks are held. */
    @FunctionalInterface
    public interface Work {
        ExitCode on(Database database, Locks locks, Interruption interruption) throws SQLException;
    }

    private final Settings settings;
    private final ReportedRun reported;
    private final Interruption interruption = Termination.interruption();

    private LockedRun(Settings settings, ReportedRun reported) {
        this.settings = settings;
        this.reported = reported;
    }

    static ExitCode of(Settings settings, ReportedRun reported, Work work) {
        return new LockedRun(settings, reported).run(work);
    }

    /** Runs the work to its end, with both locks. */
    public static ExitCode of(Settings settings, Work work) {
        return of(settings, new ReportedRun(settings), work);
    }

    /** Begins again, as the next run would, where the server was restarted under the work. */
    private ExitCode run(Work work) {
        for (int restarts = 1; ; restarts++) {
            try {
                return once(work);
            } catch (ServerRestartedException e) {
                if (restarts > MOST_RESTARTS) {
                    throw Objects.requireNonNull((MigrationException) e.getCause());
                }
                LOG.warn(
                        "The server was restarted, which released all locks; taking them again and continuing from what"
                                + " is finished (restart {} of {})",
                        restarts,
                        MOST_RESTARTS);
            }
        }
    }

    private ExitCode once(Work work) {
        try (Database database = connect()) {
            StartUpLine.tell(settings, database);
            reported.connectedTo(database.describe());
            Optional<String> readOnly = ReadOnlyServer.reason(database);
            if (readOnly.isPresent()) {
                return notStarted(ExitCode.WRONG_SETTINGS, ErrorCategory.READ_ONLY, readOnly.get());
            }
            ServerRestart restart = ServerRestart.since(database, settings, interruption);
            long asked = System.nanoTime();
            try (AdvisoryLock changelog = lock(database, LockName.CHANGELOG);
                    AdvisoryLock startUp = lock(database, LockName.RAGFLOW_START_UP)) {
                Optional<String> refusal = refusal(database);
                if (refusal.isPresent()) {
                    return notStarted(ExitCode.WRONG_SETTINGS, ErrorCategory.NEWER_DATABASE, refusal.get());
                }
                Optional<String> incomplete = IncompleteDatabase.refusal(database);
                if (incomplete.isPresent()) {
                    return notStarted(ExitCode.WRONG_SETTINGS, ErrorCategory.INCOMPLETE_DATABASE, incomplete.get());
                }
                Duration waited = Duration.ofNanos(System.nanoTime() - asked);
                return on(database, new Locks(changelog, startUp, restart, waited), work);
            }
        } catch (LoginRefusedException e) {
            return reported.notStarted(
                    ExitCode.WRONG_SETTINGS,
                    Problem.of(ErrorCategory.LOGIN_REFUSED, String.valueOf(e.getMessage())),
                    LOG);
        } catch (DatabaseUnreachableException e) {
            return notStarted(ExitCode.UNREACHABLE, ErrorCategory.UNREACHABLE, e.getMessage());
        } catch (LockNotObtainedException e) {
            return notStarted(ExitCode.UNREACHABLE, ErrorCategory.LOCK_TIMEOUT, e.getMessage());
        } catch (SQLException e) {
            throw new MigrationException("The database could not be queried; the run can be repeated", e);
        } catch (InterruptedException e) {
            LOG.warn("Interrupted while waiting; nothing was changed");
            return ExitCode.INTERRUPTED;
        } catch (InterruptedRunException e) {
            LOG.warn(e.getMessage());
            return ExitCode.INTERRUPTED;
        }
    }

    private ExitCode on(Database database, Locks locks, Work work) {
        try {
            return work.on(database, locks, interruption);
        } catch (SQLException e) {
            throw thatIs(
                    new MigrationException("The database could not be queried; the run can be repeated", e), locks);
        } catch (MigrationException e) {
            throw thatIs(e, locks);
        }
    }

    private static RuntimeException thatIs(MigrationException failure, Locks locks) {
        return locks.restart().explains(failure) ? new ServerRestartedException(failure) : failure;
    }

    private ExitCode notStarted(ExitCode code, ErrorCategory category, @Nullable String message) {
        return reported.notStarted(code, Problem.told(category, String.valueOf(message)), LOG);
    }

    private Database connect() throws SQLException, InterruptedException {
        try (Interruption.Waiting waiting = interruption.waiting()) {
            return Connecting.connect(settings.connection(), poolSize(), settings.waitTimeout());
        }
    }

    /** A worker that looks something up in between takes a second one. */
    private int poolSize() {
        return OTHER_CONNECTIONS + 2 * settings.pace().workers();
    }

    private static Optional<String> refusal(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return NewerThanTarget.refusal(
                    connection, LiveSchema.readTable(connection, database.dialect(), "system_settings"));
        }
    }

    private AdvisoryLock lock(Database database, LockName name) throws SQLException, InterruptedException {
        Retries retries = Retries.within(settings.pace().retryTimeout());
        try (Interruption.Waiting waiting = interruption.waiting()) {
            // each attempt on a connection of its own
            return retries.<AdvisoryLock, InterruptedException>run(
                    name.description(),
                    () -> AdvisoryLock.acquire(
                            database,
                            name,
                            settings.lockTimeout(),
                            holder -> LOG.info(
                                    "Waiting up to {} s for {}: {} holds it",
                                    settings.lockTimeout().toSeconds(),
                                    name.description(),
                                    holder.describe())));
        }
    }
}
