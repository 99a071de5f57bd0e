package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.StageProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how far a pass is: on a terminal in a line of its own that is repainted all the time, elsewhere in a line of the log
 * every few seconds, also while a single chunk takes long. Short passes are not worth a line.
 */
final class Progress implements StageProgress, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private static final Duration LOG_EVERY = Duration.ofSeconds(5);
    private static final Duration PAINT_EVERY = Duration.ofMillis(200);
    private static final int BAR = 24;

    private final @Nullable Consumer<String> terminal;
    private final ScheduledExecutorService ticker;
    private @Nullable Pass pass;

    /** A pass that runs; times are those of {@link System#nanoTime}. */
    private static final class Pass {
        private final String stage;
        private final String table;
        private final long startedAt = System.nanoTime();
        private long saidAt = startedAt;
        private long committedAt = startedAt;
        private long done;
        private long total;

        Pass(String stage, String table, long total) {
            this.stage = stage;
            this.table = table;
            this.total = total;
        }
    }

    /** @param terminal shows a text instead of the one before it, an empty one removes it; null: the log only */
    Progress(@Nullable Consumer<String> terminal) {
        this.terminal = terminal;
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        long period = (terminal == null ? LOG_EVERY.dividedBy(5) : PAINT_EVERY).toMillis();
        ticker.scheduleAtFixedRate(() -> tell(System.nanoTime()), period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void begins(String stage, String table, long total) {
        pass = new Pass(stage, table, total);
    }

    @Override
    public synchronized void advanced(String stage, String table, long done, long total) {
        Pass running = pass;
        if (running != null) {
            running.done = done;
            running.total = total;
            running.committedAt = System.nanoTime();
        }
    }

    @Override
    public synchronized void ended(String stage, String table) {
        pass = null;
        if (terminal != null) {
            terminal.accept("");
        }
    }

    private synchronized void tell(long now) {
        Pass running = pass;
        if (running == null) {
            return;
        }
        String text = line(running, now);
        if (terminal != null) {
            terminal.accept(running.stage + " " + bar(running) + " " + text);
        } else if (now - running.saidAt >= LOG_EVERY.toNanos()) {
            running.saidAt = now;
            LOG.atInfo()
                    .addKeyValue("stage", running.stage)
                    .addKeyValue("table", running.table)
                    .addKeyValue("rows", running.done)
                    .addKeyValue("rows_total", Math.max(running.total, running.done))
                    .addKeyValue("rows_per_second", Math.round(rate(running, now)))
                    .addKeyValue("duration_seconds", Duration.ofNanos(now - running.startedAt))
                    .log("{}: {}", running.stage, text);
        }
    }

    private static String bar(Pass pass) {
        int full = (int) (BAR * percent(pass) / 100);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    private static double percent(Pass pass) {
        return pass.total <= 0 ? 100 : Math.min(100, 100.0 * pass.done / pass.total);
    }

    /** Rows per second since the pass began. */
    private static double rate(Pass pass, long now) {
        return pass.done / Math.max(1e-3, (now - pass.startedAt) / 1e9);
    }

    private static String line(Pass pass, long now) {
        double rate = rate(pass, now);
        String left = pass.done == 0
                ? ""
                : String.format(
                        Locale.ROOT, ", about %d s left", Math.round(Math.max(0, pass.total - pass.done) / rate));
        long chunk = (now - pass.committedAt) / 1_000_000_000;
        return String.format(
                Locale.ROOT,
                "%s %,d of %,d rows (%.0f %%), %,.0f rows/s%s%s",
                pass.table,
                pass.done,
                Math.max(pass.total, pass.done),
                percent(pass),
                rate,
                left,
                chunk < LOG_EVERY.toSeconds() ? "" : ", in its current chunk for " + chunk + " s");
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
