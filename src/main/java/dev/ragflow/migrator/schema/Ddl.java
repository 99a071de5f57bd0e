package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs schema statements on one connection, with a short lock wait and retries, and tells operators in their own terms what
 * failed. While open, the connection is in auto-commit mode; closing gives it back as it was.
 */
public final class Ddl implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ddl.class);

    private final Connection connection;
    private final Dialect dialect;
    private final LockWait lockWait;
    private final boolean autoCommitBefore;
    private final String lockWaitBefore;

    private Ddl(Connection connection, Dialect dialect, LockWait lockWait) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.lockWait = lockWait;
        this.autoCommitBefore = connection.getAutoCommit();
        // commits what is open: a schema statement would do so anyway on the MySQL family
        connection.setAutoCommit(true);
        this.lockWaitBefore = currentLockWait();
        setLockWait(
                dialect.isPostgres()
                        ? lockWait.longest().toMillis() + "ms"
                        : Long.toString(Math.max(1, lockWait.longest().toSeconds())));
    }

    /** Prepares the connection for schema statements with the usual lock wait. */
    public static Ddl open(Connection connection, Dialect dialect) {
        return open(connection, dialect, LockWait.DEFAULT);
    }

    /** Prepares the connection for schema statements; a transaction that is open on it is committed. */
    public static Ddl open(Connection connection, Dialect dialect, LockWait lockWait) {
        try {
            return new Ddl(connection, dialect, lockWait);
        } catch (SQLException e) {
            throw new MigrationException("The session's lock wait could not be set; nothing was changed", e);
        }
    }

    public Connection connection() {
        return connection;
    }

    public Dialect dialect() {
        return dialect;
    }

    /**
     * Runs one step, again after a pause where a lock stood in the way.
     *
     * @throws MigrationException with what to do when a statement failed; the server undid it then, what was done before stays
     */
    public void run(PlannedStatement step) {
        try {
            runOrThrow(step);
        } catch (SQLException e) {
            throw DdlFailure.of(step, dialect, e);
        }
    }

    /** As {@link #run}, for callers that know what to do about an error of the server. */
    void runOrThrow(PlannedStatement step) throws SQLException {
        for (int tried = 1; ; tried++) {
            long start = System.nanoTime();
            try {
                step.check().run(connection);
                execute(step);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                LOG.atDebug()
                        .addKeyValue("table", step.table())
                        .addKeyValue("duration_seconds", took)
                        .log("{} ({} ms)", step, took.toMillis());
                return;
            } catch (SQLException e) {
                if (tried >= lockWait.tries() || !DdlFailure.isLockedOut(e)) {
                    throw e;
                }
                Duration pause = lockWait.pauseAfter(tried);
                LOG.atWarn()
                        .addKeyValue("table", step.table())
                        .addKeyValue("category", ErrorCategory.of(e).id())
                        .log(
                                "{}: the table is in use, try {} of {} again in {} ms",
                                step,
                                tried + 1,
                                lockWait.tries(),
                                pause.toMillis());
                sleep(pause);
            }
        }
    }

    private void execute(PlannedStatement step) throws SQLException {
        boolean together = dialect.isPostgres() && step.sql().size() > 1;
        if (together) {
            connection.setAutoCommit(false);
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : step.sql()) {
                LOG.debug("{}", sql);
                statement.execute(sql);
            }
            if (together) {
                connection.commit();
            }
        } catch (SQLException e) {
            if (together) {
                connection.rollback();
            }
            throw e;
        } finally {
            if (together) {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException("Interrupted while waiting for a table lock; the step was not done");
        }
    }

    private String currentLockWait() throws SQLException {
        String sql = dialect.isPostgres() ? "SHOW lock_timeout" : "SELECT @@SESSION.lock_wait_timeout";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private void setLockWait(String value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    dialect.isPostgres()
                            ? "SET lock_timeout = '" + value + "'"
                            : "SET SESSION lock_wait_timeout = " + value);
        }
    }

    /** Gives the session its own lock wait and commit mode back; a broken connection is left to the pool. */
    @Override
    public void close() {
        try {
            setLockWait(lockWaitBefore);
            connection.setAutoCommit(autoCommitBefore);
        } catch (SQLException e) {
            LOG.debug("The session could not be reset; its connection is broken");
        }
    }
}
