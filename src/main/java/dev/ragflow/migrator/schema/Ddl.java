package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.VendorError;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs schema statements on one connection, with a short lock wait and retries, and explains to operators in their own terms what
 * failed. While open, the connection is in auto-commit mode; closing gives it back as it was.
 */
public final class Ddl implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ddl.class);

    /** Of one try; the process can be stopped meanwhile. */
    private static final String CONCURRENT_WAIT = "30s";

    private final Connection connection;
    private final Dialect dialect;
    private final DdlRules rules;
    private final Set<String> changed = new HashSet<>();
    private final boolean autoCommitBefore;
    private final String lockWaitBefore;

    private Ddl(Connection connection, Dialect dialect, DdlRules rules) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.rules = rules;
        this.autoCommitBefore = connection.getAutoCommit();
        // commits what is open: a schema statement would do so anyway on the MySQL family
        connection.setAutoCommit(true);
        this.lockWaitBefore = currentLockWait();
        if (!isRehearsal()) {
            setLockWait(lockWait());
        }
    }

    private String lockWait() {
        Duration longest = rules.lockWait().longest();
        return dialect.isPostgres() ? longest.toMillis() + "ms" : Long.toString(Math.max(1, longest.toSeconds()));
    }

    /** Prepares the connection for schema statements with the usual lock wait. */
    public static Ddl open(Connection connection, Dialect dialect) {
        return open(connection, dialect, DdlRules.DEFAULT);
    }

    /** Prepares the connection for schema statements; a transaction that is open on it is committed. */
    public static Ddl open(Connection connection, Dialect dialect, DdlRules rules) {
        try {
            return new Ddl(connection, dialect, rules);
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

    /** Whether statements are only listed. */
    boolean isRehearsal() {
        return rules.rehearsal() != null;
    }

    /** The schema to decide from about a table right before a change: what the database has of it now. */
    LiveSchema live(String table) {
        SchemaRehearsal rehearsal = rules.rehearsal();
        return rehearsal != null ? rehearsal.live() : LiveSchema.readTable(connection, dialect, table);
    }

    /** The same about all tables. */
    LiveSchema live() {
        SchemaRehearsal rehearsal = rules.rehearsal();
        return rehearsal != null ? rehearsal.live() : LiveSchema.read(connection, dialect);
    }

    /** Whether a table is there in a rehearsal only. */
    boolean isToCome(String table) {
        SchemaRehearsal rehearsal = rules.rehearsal();
        return rehearsal != null && rehearsal.stored().table(table).isEmpty();
    }

    /** A statement has renamed a table; only a rehearsal needs to know. */
    void renamed(String from, String to) {
        SchemaRehearsal rehearsal = rules.rehearsal();
        if (rehearsal != null) {
            rehearsal.rename(from, to);
        }
    }

    /** Lists a step; what would keep it from being run is found out now. */
    private void list(SchemaRehearsal rehearsal, PlannedStatement step) throws SQLException {
        boolean stored = rehearsal.stored().table(step.table()).isPresent();
        boolean concurrent = false;
        if (stored) {
            step.check().run(connection);
            concurrent = new StepExecution(connection, dialect, rules.rebuilds(), step).isConcurrent();
        }
        rehearsal.take(step, concurrent ? step.concurrently() : step.sql());
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
        changes(step.table());
        SchemaRehearsal rehearsal = rules.rehearsal();
        if (rehearsal != null) {
            list(rehearsal, step);
            return;
        }
        StepExecution execution = new StepExecution(connection, dialect, rules.rebuilds(), step);
        boolean concurrent = execution.isConcurrent();
        for (int tried = 1; ; tried++) {
            rules.guard().run();
            long start = System.nanoTime();
            try {
                step.check().run(connection);
                if (concurrent) {
                    buildPatiently(execution);
                } else {
                    execution.run();
                }
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                LOG.atDebug()
                        .addKeyValue("table", step.table())
                        .addKeyValue("duration_seconds", took)
                        .log("{} ({} ms)", step, took.toMillis());
                return;
            } catch (SQLException e) {
                boolean clean = !concurrent || execution.undo();
                if (tried >= rules.lockWait().tries() || !clean || !DdlFailure.isLockedOut(e)) {
                    throw e;
                }
                pause(step, tried, e);
            }
        }
    }

    /** A build that waits for transactions to end blocks nobody. */
    private void buildPatiently(StepExecution execution) throws SQLException {
        setLockWait(CONCURRENT_WAIT);
        try {
            execution.buildConcurrently();
        } finally {
            setLockWait(lockWait());
        }
    }

    private void pause(PlannedStatement step, int tried, SQLException e) {
        Duration pause = rules.lockWait().pauseAfter(tried);
        VendorError.passing(e).ifPresent(reason -> rules.retried().accept(reason));
        LOG.atWarn()
                .addKeyValue("table", step.table())
                .addKeyValue("category", ErrorCategory.of(e).id())
                .log(
                        "{}: the table is in use, try {} of {} again in {} ms",
                        step,
                        tried + 1,
                        rules.lockWait().tries(),
                        pause.toMillis());
        sleep(pause);
    }

    /** Notes that a table is no longer what it was. */
    void changes(String table) {
        changed.add(table);
    }

    /** The tables that statements were run on. */
    public Set<String> changed() {
        return Set.copyOf(changed);
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
        return Sql.of(connection, sql).first(row -> row.getString(1)).orElseThrow();
    }

    private void setLockWait(String value) throws SQLException {
        String sql = dialect.isPostgres()
                ? "SET lock_timeout = '" + value + "'"
                : "SET SESSION lock_wait_timeout = " + value;
        Sql.update(connection, sql);
    }

    /** Gives the session its own lock wait and commit mode back; a broken connection is left to the pool. */
    @Override
    public void close() {
        try {
            if (!isRehearsal()) {
                setLockWait(lockWaitBefore);
            }
            connection.setAutoCommit(autoCommitBefore);
        } catch (SQLException e) {
            LOG.debug("The session could not be reset; its connection is broken");
        }
    }
}
