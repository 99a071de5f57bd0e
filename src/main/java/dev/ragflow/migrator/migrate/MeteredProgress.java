package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.database.VendorError;
import dev.ragflow.migrator.metrics.Metric;
import dev.ragflow.migrator.metrics.RunMetrics;
import java.time.Duration;
import java.util.Arrays;

/** Puts into numbers what it hands on. */
record MeteredProgress(StageProgress next, RunMetrics metrics) implements StageProgress {

    MeteredProgress {
        metrics.add(Metric.THROTTLE_SECONDS_TOTAL, 0);
        Arrays.stream(VendorError.values())
                .filter(VendorError::mayPass)
                .forEach(reason -> metrics.add(Metric.RETRIES_TOTAL, 0, reason.id()));
    }

    @Override
    public void begins(String stage, String table, long total) {
        metrics.progress(stage, table, 0, total);
        next.begins(stage, table, total);
    }

    @Override
    public void advanced(String stage, String table, long done, long total) {
        metrics.progress(stage, table, done, total);
        next.advanced(stage, table, done, total);
    }

    @Override
    public void committed(Duration time, long rows) {
        metrics.chunk(time, rows);
        next.committed(time, rows);
    }

    @Override
    public void retried(VendorError reason) {
        metrics.add(Metric.RETRIES_TOTAL, 1, reason.id());
        next.retried(reason);
    }

    @Override
    public void heldBack(Duration time) {
        metrics.add(Metric.THROTTLE_SECONDS_TOTAL, time.toMillis() / 1000.0);
        next.heldBack(time);
    }

    @Override
    public void ended(String stage, String table) {
        next.ended(stage, table);
    }
}
