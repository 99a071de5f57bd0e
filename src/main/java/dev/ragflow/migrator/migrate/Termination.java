package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.Interruption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the run gets some seconds to commit its chunk and to report where it stopped, and the process ends with
 * the run's own exit code. A second signal, or a statement that takes longer, ends it at once; that is safe as well.
 */
public final class Termination {

    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    /** Within the ten seconds in which pods are promised to terminate. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Interruption INTERRUPTION = new Interruption();
    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private static volatile int exitCode;
    private static volatile boolean running;
    private static final List<Runnable> LAST = new CopyOnWriteArrayList<>();

    /** Also for all that is still done together, so that a server that is gone does not keep the process. */
    private static final Duration LAST_PATIENCE = Duration.ofMillis(1_500);

    private Termination() {}

    /** Listens from now on, until the process ends. */
    public static void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(Termination::shutDown, "termination"));
    }

    /** The program has come to its end; a signal that comes now changes nothing. */
    public static void ended(int code) {
        exitCode = code;
        ENDED.countDown();
    }

    /** What else is still done when a signal cuts the current statement off; all of it together gets little more than a second. */
    public static void beforeCutOff(Runnable work) {
        LAST.add(work);
    }

    private static void doTheLast() throws InterruptedException {
        Thread thread = new Thread(() -> LAST.forEach(Termination::attempt), "cut off");
        thread.setDaemon(true);
        thread.start();
        thread.join(LAST_PATIENCE.toMillis());
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Something could not be reported before the end: {}",
                    e.getClass().getSimpleName());
        }
    }

    /** What the process's own signals ask; a run that takes it must end when asked. */
    static Interruption interruption() {
        running = true;
        return INTERRUPTION;
    }

    private static void shutDown() {
        if (ENDED.getCount() == 0 || !running) {
            return;
        }
        LOG.warn("Stop requested; finishing the current chunk");
        INTERRUPTION.request("SIGTERM");
        try {
            if (!ENDED.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The current statement takes too long and is aborted; what was committed is kept, and the next"
                        + " run continues from there");
                exitCode = ExitCode.INTERRUPTED.code();
                doTheLast();
            }
        } catch (InterruptedException e) {
            exitCode = ExitCode.INTERRUPTED.code();
        }
        // without it the process would end with the signal's code, whatever the run has achieved
        Runtime.getRuntime().halt(exitCode);
    }
}
