package dev.ragflow.migrator.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The wish that a run ends soon, such as the SIGTERM of a pod that is moved elsewhere. Work asks where it may stop without
 * losing anything: between two transactions.
 */
public final class Interruption {

    /** A stretch in which the thread does nothing but wait, and may be woken. */
    public final class Waiting implements AutoCloseable {

        private Waiting() {}

        /** Ends the stretch; the thread's interrupted status is as it was before. */
        @Override
        public void close() {
            endWaiting();
        }
    }

    private @Nullable String reason;
    private @Nullable Thread waiting;

    /** @param why for the message, for example {@code SIGTERM}; the first one counts */
    public synchronized void request(String why) {
        if (reason != null) {
            return;
        }
        reason = why;
        notifyAll();
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    public synchronized boolean isRequested() {
        return reason != null;
    }

    /** @throws InterruptedRunException when the run is to end */
    public synchronized void check() {
        if (reason != null) {
            throw new InterruptedRunException(reason);
        }
    }

    /**
     * Waits, but no longer than until the run is to end.
     *
     * @throws InterruptedRunException when the run is to end
     */
    public synchronized void sleep(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        try {
            for (long left = duration.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                check();
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("an interrupted thread");
        }
        check();
    }

    /** Lets a request interrupt this thread until the stretch is closed; interrupts it at once when there was one before. */
    public synchronized Waiting waiting() {
        waiting = Thread.currentThread();
        if (reason != null) {
            waiting.interrupt();
        }
        return new Waiting();
    }

    private synchronized void endWaiting() {
        waiting = null;
        if (reason != null) {
            // it has done its work, and would break the statements that still record the end
            Thread.interrupted();
        }
    }
}
