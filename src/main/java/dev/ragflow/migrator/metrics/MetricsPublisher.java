package dev.ragflow.migrator.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the numbers of a run to where somebody can read them, while it lasts and a last time at its end. What goes wrong here is
 * said once and never fails the run.
 */
public final class MetricsPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsPublisher.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final RunMetrics metrics;
    private final MetricsTargets targets;
    private final Optional<Pushgateway> gateway;
    private final @Nullable MetricsEndpoint endpoint;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "metrics-publisher");
        thread.setDaemon(true);
        return thread;
    });
    private boolean fileFails;

    public MetricsPublisher(RunMetrics metrics, MetricsTargets targets) {
        this.metrics = metrics;
        this.targets = targets;
        this.gateway = targets.push().map(Pushgateway::new);
        this.endpoint = targets.port().isPresent() ? endpoint(targets.port().getAsInt()) : null;
        if (gateway.isPresent() || targets.file().isPresent()) {
            clock.scheduleWithFixedDelay(
                    this::publish, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private @Nullable MetricsEndpoint endpoint(int port) {
        try {
            MetricsEndpoint started = new MetricsEndpoint(port, metrics::text);
            LOG.info("Metrics are at http://localhost:{}/metrics while the run lasts", started.port());
            return started;
        } catch (IOException e) {
            LOG.warn(
                    "Metrics cannot be served at port {}: {}. The migration continues without them.",
                    port,
                    e.getMessage());
            return null;
        }
    }

    private void publish() {
        String text = metrics.text();
        gateway.ifPresent(target -> target.push(text));
        targets.file().ifPresent(file -> {
            try {
                MetricsFile.write(file, text);
            } catch (IOException e) {
                if (!fileFails) {
                    fileFails = true;
                    LOG.warn(
                            "Metrics could not be written to {}: {}. The migration continues without them.",
                            file,
                            e.getClass().getSimpleName());
                }
            }
        });
    }

    /** Sends the last numbers; takes a few seconds where the gateway does not answer. */
    @Override
    public void close() {
        clock.shutdownNow();
        publish();
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
