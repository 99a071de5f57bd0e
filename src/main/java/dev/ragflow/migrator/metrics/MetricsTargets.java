package dev.ragflow.migrator.metrics;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the numbers go; each may be missing.
 *
 * @param push a Pushgateway
 * @param port TCP port of an endpoint to be scraped while the run lasts
 * @param file a file for the node exporter's textfile collector
 */
public record MetricsTargets(Optional<PushTarget> push, OptionalInt port, Optional<Path> file) {

    public static final MetricsTargets NONE =
            new MetricsTargets(Optional.empty(), OptionalInt.empty(), Optional.empty());
}
