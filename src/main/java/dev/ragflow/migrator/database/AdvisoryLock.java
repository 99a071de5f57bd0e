package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the server's that lives as long as the connection it was taken on, so that a killed run never leaves one
 * behind. The connection is its own, and is kept alive; {@link #ensureHeld} reports when it was lost all the same.
 */
public final class AdvisoryLock implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

    /** An answer older than this does not allow a commit. */
    private static final Duration FRESH = Duration.ofMillis(250);

    private final LockName name;
    private final Connection connection;
    private final ScheduledExecutorService keepAlive;
    private volatile @Nullable SQLException lost;
    private volatile long answeredAt = System.nanoTime();

    private AdvisoryLock(LockName name, Connection connection) {
        this.name = name;
        this.connection = connection;
        this.keepAlive = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "keep-alive-" + name);
            thread.setDaemon(true);
            return thread;
        });
        keepAlive.scheduleWithFixedDelay(
                this::check, KEEP_ALIVE.toMillis(), KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lock, waiting for whoever holds it.
     *
     * @param timeout how long to wait at most; zero tries once
     * @param waiting hears once who holds the lock when it is not free at once, and again when the holder changes
     * @throws LockNotObtainedException when the time is over; its message names the holder
     * @throws SQLException when the database cannot be asked
     */
    public static AdvisoryLock acquire(Database database, LockName name, Duration timeout, Consumer<LockHolder> waiting)
            throws SQLException, InterruptedException {
        Connection connection = database.dedicatedConnection();
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            long reported = 0;
            while (!tryLock(connection, database, name)) {
                LockHolder holder = LockHolder.of(connection, database, name).orElse(null);
                if (holder != null && holder.connectionId() != reported) {
                    waiting.accept(holder);
                    reported = holder.connectionId();
                }
                if (System.nanoTime() >= deadline) {
                    throw new LockNotObtainedException(name, timeout, holder);
                }
                Thread.sleep(POLL.toMillis());
            }
            return new AdvisoryLock(name, connection);
        } catch (SQLException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean tryLock(Connection connection, Database database, LockName name) throws SQLException {
        boolean postgres = database.dialect().isPostgres();
        Sql sql = postgres
                ? Sql.of(connection, "SELECT pg_try_advisory_lock(?)", name.postgresKey())
                : Sql.of(
                        connection,
                        "SELECT GET_LOCK(?, 0) = 1",
                        name.mySqlName(database.settings().database()));
        return sql.first(row -> row.getBoolean(1)).orElse(false);
    }

    /** Asks the server over the lock's own connection; called every few seconds, and before what must not happen without it. */
    synchronized void check() {
        try {
            if (lost == null && !connection.isValid(5)) {
                lost = new SQLException("the connection that held it no longer answers", "08006");
            }
            answeredAt = System.nanoTime();
        } catch (SQLException e) {
            lost = e;
        }
    }

    /**
     * @throws MigrationException when the connection that holds the lock is gone, and the lock with it
     */
    public void ensureHeld() {
        if (System.nanoTime() - answeredAt > FRESH.toNanos()) {
            check();
        }
        SQLException reason = lost;
        if (reason != null) {
            throw new MigrationException(
                    "Lost " + name.description() + " at " + Instant.now() + ", so another program may be changing the"
                            + " database now; the run stops here. Everything finished so far is kept: run it again",
                    reason);
        }
    }

    @Override
    public void close() {
        keepAlive.shutdownNow();
        try {
            // ends the session, and with it the lock
            connection.close();
        } catch (SQLException e) {
            // the server releases the lock when it notices that the connection is gone
        }
    }
}
