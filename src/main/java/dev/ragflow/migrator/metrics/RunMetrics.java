package dev.ragflow.migrator.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The numbers of one run, as Prometheus reads them. May be written and read by several threads. */
public final class RunMetrics {

    private record Progress(long done, long total) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<List<Object>, Double> values = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Progress>> progress = new ConcurrentHashMap<>();
    /** Micrometer adds the unit to the name. A summary would round to whole seconds. */
    private final Timer batches = Timer.builder(
                    Metric.BATCH_DURATION_SECONDS.text().replace("_seconds", ""))
            .description(Metric.BATCH_DURATION_SECONDS.meaning())
            .serviceLevelObjectives(Stream.of(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new))
            .register(registry);

    /** Micrometer takes the end off gauges of this name. */
    private final Info build = Info.builder()
            .name(Metric.BUILD_INFO.text())
            .help(Metric.BUILD_INFO.meaning())
            .labelNames(Metric.BUILD_INFO.labels().toArray(String[]::new))
            .register(registry.getPrometheusRegistry());

    private final Clock clock;
    private final long startedAt;

    public RunMetrics(Clock clock) {
        this.clock = clock;
        this.startedAt = clock.millis();
        gauge(Metric.DURATION_SECONDS, Tags.empty(), () -> (this.clock.millis() - startedAt) / 1000.0);
        set(Metric.SUCCESS, 0);
    }

    /**
     * Tells what is running.
     *
     * @param version of this program
     * @param targetRelease for example {@code v0.27.0}
     * @param database its kind, for example {@code mysql}
     */
    public void build(String version, String targetRelease, String database) {
        build.setLabelValues(version, targetRelease, database);
    }

    /** Sets a gauge; {@code labels} are the values of the metric's labels in their order. */
    public void set(Metric metric, double value, String... labels) {
        if (metric.type() != Metric.Type.GAUGE) {
            throw new IllegalArgumentException(metric + " is no gauge");
        }
        List<Object> key = List.of(metric, List.of(labels));
        if (values.put(key, value) == null) {
            gauge(metric, tags(metric, labels), () -> values.getOrDefault(key, 0.0));
        }
    }

    /** Adds to a counter; zero makes it known before anything happened, so that its first step is seen. */
    public void add(Metric metric, double amount, String... labels) {
        if (metric.type() != Metric.Type.COUNTER) {
            throw new IllegalArgumentException(metric + " is no counter");
        }
        Counter.builder(metric.text())
                .description(metric.meaning())
                .tags(tags(metric, labels))
                .register(registry)
                .increment(amount);
    }

    /** A chunk was committed. */
    public void chunk(Duration time, long rows) {
        batches.record(time);
        set(Metric.BATCH_ROWS, rows);
    }

    /** So much of a stage's rows in a table was read; a stage that reads several tables counts them together. */
    public void progress(String stage, String table, long done, long total) {
        Map<String, Progress> tables = progress.computeIfAbsent(stage, any -> new ConcurrentHashMap<>());
        tables.put(table, new Progress(done, Math.max(done, total)));
        long read = tables.values().stream().mapToLong(Progress::done).sum();
        long all = tables.values().stream().mapToLong(Progress::total).sum();
        set(Metric.ROWS, read, stage, "read");
        set(Metric.STAGE_PROGRESS_RATIO, all == 0 ? 1 : (double) read / all, stage);
    }

    /** The run has ended. A failed one says nothing of the last success, so that what a gateway knows of it stays. */
    public void ended(boolean success) {
        double now = clock.millis() / 1000.0;
        set(Metric.SUCCESS, success ? 1 : 0);
        set(Metric.LAST_COMPLETION_TIMESTAMP_SECONDS, now);
        if (success) {
            set(Metric.LAST_SUCCESS_TIMESTAMP_SECONDS, now);
        }
    }

    /** What a gauge was last set to; empty if it never was. */
    Optional<Double> value(Metric metric, String... labels) {
        return Optional.ofNullable(values.get(List.<Object>of(metric, List.of(labels))));
    }

    /** Prometheus' text format. */
    public String text() {
        return registry.scrape();
    }

    private void gauge(Metric metric, Tags tags, Supplier<Number> value) {
        Gauge.builder(metric.text(), value)
                .description(metric.meaning())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static Tags tags(Metric metric, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < labels.length; i++) {
            tags = tags.and(metric.labels().get(i), labels[i]);
        }
        return tags;
    }
}
