package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds work back while the server has too much to bear, and says why. */
public final class Throttle {

    private static final Logger LOG = LoggerFactory.getLogger(Throttle.class);

    /** How often the server is asked; quick chunks would otherwise ask more than they work. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    private static final Duration TELL_EVERY = Duration.ofSeconds(30);

    private final List<ServerLoad> loads;
    private long askedAt = System.nanoTime() - ASK_EVERY.toNanos();

    /** @param loads any of them holds work back; none never does */
    public Throttle(List<ServerLoad> loads) {
        this.loads = List.copyOf(loads);
    }

    /** Never holds work back. */
    public static Throttle off() {
        return new Throttle(List.of());
    }

    /**
     * Asks every measure once, so that one that cannot be read is found before anything has changed.
     *
     * @throws SQLException when one cannot be read
     */
    public void ask() throws SQLException {
        for (ServerLoad load : loads) {
            load.tooHigh();
        }
    }

    /**
     * Returns at once while the server has little to bear, else once it has.
     *
     * @param whileWaiting called again and again; may throw to end the run
     * @return how long that took; zero where it returned at once
     */
    Duration pause(Interruption interruption, Runnable whileWaiting) throws SQLException {
        if (loads.isEmpty() || System.nanoTime() - askedAt < ASK_EVERY.toNanos()) {
            return Duration.ZERO;
        }
        long started = System.nanoTime();
        long toldAt = 0;
        boolean waited = false;
        while (true) {
            Optional<String> reason = reason();
            if (reason.isEmpty()) {
                break;
            }
            if (!waited || System.nanoTime() - toldAt >= TELL_EVERY.toNanos()) {
                LOG.info("Waiting: {}", reason.get());
                toldAt = System.nanoTime();
            }
            waited = true;
            interruption.sleep(ASK_EVERY);
            whileWaiting.run();
        }
        if (!waited) {
            return Duration.ZERO;
        }
        Duration held = Duration.ofNanos(System.nanoTime() - started);
        LOG.info("Resuming after {} s", held.toSeconds());
        return held;
    }

    private Optional<String> reason() throws SQLException {
        askedAt = System.nanoTime();
        for (ServerLoad load : loads) {
            Optional<String> reason = load.tooHigh();
            if (reason.isPresent()) {
                return reason;
            }
        }
        return Optional.empty();
    }
}
