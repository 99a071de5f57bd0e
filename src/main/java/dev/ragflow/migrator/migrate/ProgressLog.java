package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.StageProgress;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how far a stage is, every few seconds and when a table is done; short tables are not worth a line. */
final class ProgressLog implements StageProgress {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private String current = "";
    private long startedAt;
    private long startedWith;
    private long saidAt;

    @Override
    public synchronized void advanced(String stage, String table, long done, long total) {
        long now = System.nanoTime();
        String key = stage + " " + table;
        if (!key.equals(current)) {
            current = key;
            startedAt = now;
            startedWith = done;
            saidAt = now;
            return;
        }
        if (now - saidAt < INTERVAL.toNanos()) {
            return;
        }
        saidAt = now;
        double seconds = (now - startedAt) / 1e9;
        double rate = (done - startedWith) / seconds;
        long left = rate > 0 ? Math.round(Math.max(0, total - done) / rate) : 0;
        LOG.info("{}: {}", stage, line(table, done, total, rate, left));
    }

    private static String line(String table, long done, long total, double rate, long secondsLeft) {
        return String.format(
                Locale.ROOT,
                "%s %,d of %,d rows (%.0f %%), %,.0f rows/s, about %d s left",
                table,
                done,
                Math.max(total, done),
                total <= 0 ? 100.0 : Math.min(100.0, 100.0 * done / total),
                rate,
                secondsLeft);
    }
}
