package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Interruption;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Connecting;
import dev.ragflow.migrator.database.Connecting.DatabaseMissingException;
import dev.ragflow.migrator.database.Connecting.DatabaseUnreachableException;
import dev.ragflow.migrator.database.Connecting.LoginRefusedException;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.SqlErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code wait}: looks again and again, with growing pauses, until the database is at least at the target release. Says one
 * line when it begins to wait, one a minute, and one at its end.
 */
public final class WaitRun {

    private static final Logger LOG = LoggerFactory.getLogger(WaitRun.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** Also on a machine that is short of processors. */
    private static final Duration ONE_LOOK = Duration.ofSeconds(20);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Settings settings;
    private final long startedAt = System.nanoTime();
    private long toldAt;

    private WaitRun(Settings settings) {
        this.settings = settings;
    }

    /**
     * Runs to the end.
     *
     * @return the program's exit code, one of {@link ExitCode}
     */
    public static int run(Settings settings) {
        Interruption interruption = Termination.interruption();
        // a thread of its own, so that a server that accepts a connection and then says nothing does not break the
        // time-out
        ExecutorService looking = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "look");
            thread.setDaemon(true);
            return thread;
        });
        try (Interruption.Waiting waiting = interruption.waiting()) {
            return new WaitRun(settings).run(looking).code();
        } catch (InterruptedException e) {
            LOG.warn("Interrupted while waiting; nothing was changed");
            return ExitCode.INTERRUPTED.code();
        } catch (LoginRefusedException e) {
            LOG.error(e.getMessage());
            return ExitCode.WRONG_SETTINGS.code();
        } finally {
            looking.shutdownNow();
        }
    }

    private ExitCode run(ExecutorService looking) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        String reason = "the database does not answer";
        while (true) {
            Future<TargetState> look = looking.submit(this::look);
            try {
                // one look is not cut off, however short the time-out
                TargetState state = look.get(Math.max(left(), ONE_LOOK.toMillis()), TimeUnit.MILLISECONDS);
                if (state.reached()) {
                    LOG.info(
                            "{} is at RAGFlow {} or newer: {}; waited {} s",
                            settings.connection().describe(),
                            settings.targetRelease(),
                            state.reason(),
                            waited().toSeconds());
                    return ExitCode.OK;
                }
                reason = state.reason();
            } catch (TimeoutException e) {
                // reported below; the answer is not waited for any more
            } catch (ExecutionException e) {
                throw failure(e);
            }
            if (left() <= 0) {
                LOG.error(
                        "{} is not at RAGFlow {} after {} s: {}. Nothing was changed. Check on the migration, or allow"
                                + " more time with --wait-timeout",
                        settings.connection().describe(),
                        settings.targetRelease(),
                        waited().toSeconds(),
                        reason);
                return ExitCode.UNREACHABLE;
            }
            tell(reason);
            Thread.sleep(Math.max(1, Math.min(pause.toMillis(), left())));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private TargetState look() throws InterruptedException {
        try (Database database = Connecting.connect(settings.connection(), 1, Duration.ZERO)) {
            return TargetState.of(database, settings.targetRelease());
        } catch (DatabaseMissingException e) {
            return new TargetState(TargetState.Order.BEHIND, "there is no such database yet");
        } catch (DatabaseUnreachableException e) {
            return new TargetState(TargetState.Order.BEHIND, "the database does not answer");
        } catch (SQLException e) {
            return new TargetState(TargetState.Order.BEHIND, SqlErrors.describe(e));
        } catch (MigrationException e) {
            return new TargetState(TargetState.Order.BEHIND, String.valueOf(e.getMessage()));
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    private void tell(String reason) {
        long now = System.nanoTime();
        if (toldAt == 0 || now - toldAt >= BETWEEN_LINES.toNanos()) {
            toldAt = now;
            LOG.info(
                    "Waiting up to {} s for {} to be at RAGFlow {}: {}",
                    Math.max(1, left() / 1_000),
                    settings.connection().describe(),
                    settings.targetRelease(),
                    reason);
        }
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Milliseconds. */
    private long left() {
        return settings.waitTimeout().minus(waited()).toMillis();
    }
}
