package dev.ragflow.migrator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class RunMetricsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);

    private final RunMetrics metrics = new RunMetrics(CLOCK);

    private static String table() {
        return Arrays.stream(Metric.values())
                .map(metric -> "| `" + metric.text() + "` | " + metric.type() + " | "
                        + metric.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", "))
                        + " | " + metric.meaning() + " |")
                .collect(Collectors.joining(
                        "\n", "| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n", "\n"));
    }

    @Test
    void areDocumented() throws IOException {
        assertThat(Files.readString(Path.of("docs", "metrics.md"))).contains(table());
    }

    @Test
    void haveTheDocumentedNamesTypesAndLabels() {
        for (Metric metric : Metric.values()) {
            String[] labels =
                    metric.labels().stream().map(label -> label + "-value").toArray(String[]::new);
            switch (metric.type()) {
                case GAUGE -> {
                    if (metric == Metric.BUILD_INFO) {
                        metrics.build(labels[0], labels[1], labels[2]);
                    } else if (metric != Metric.DURATION_SECONDS) {
                        metrics.set(metric, 1, labels);
                    }
                }
                case COUNTER -> metrics.add(metric, 1, labels);
                case HISTOGRAM -> metrics.chunk(Duration.ofMillis(300), 1_000);
            }
        }

        String text = metrics.text();

        // the duration goes by itself
        for (Metric metric : Metric.values()) {
            String sample = metric.text()
                    + (metric.type() == Metric.Type.HISTOGRAM ? "_count" : "")
                    + (metric.labels().isEmpty()
                            ? " "
                            : metric.labels().stream()
                                    .sorted()
                                    .map(label -> label + "=\"" + label + "-value\"")
                                    .collect(Collectors.joining(",", "{", "} ")));
            assertThat(text)
                    .contains("# TYPE " + metric.text() + " " + metric.type())
                    .contains("# HELP " + metric.text() + " " + metric.meaning())
                    .contains("\n" + sample);
        }
        // Micrometer adds the longest to each histogram
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE") && !line.contains("_max ")))
                .as("nothing that is not documented")
                .hasSize(Metric.values().length);
    }

    @Test
    void sayNothingOfTheLastSuccessWhereARunFails() {
        metrics.ended(false);

        assertThat(metrics.text())
                .contains("ragflow_migration_success 0.0")
                .contains("ragflow_migration_last_completion_timestamp_seconds 1.8E9")
                .doesNotContain("last_success");
    }

    @Test
    void countAStageThatReadsSeveralTablesTogether() {
        metrics.progress("model_id_config", "dialog", 100, 100);
        metrics.progress("model_id_config", "document", 50, 300);

        assertThat(metrics.value(Metric.STAGE_PROGRESS_RATIO, "model_id_config"))
                .contains(150.0 / 400);
    }

    @Test
    void neverRunOverOne() {
        metrics.progress("tenant_model", "tenant_llm", 120, 100);

        assertThat(metrics.value(Metric.STAGE_PROGRESS_RATIO, "tenant_model")).contains(1.0);
    }

    @Test
    void putChunksIntoTheHistogram() {
        metrics.chunk(Duration.ofMillis(300), 1_000);
        metrics.chunk(Duration.ofMillis(700), 500);

        assertThat(metrics.text())
                .contains("ragflow_migration_batch_duration_seconds_bucket{le=\"0.5\"} 1")
                .contains("ragflow_migration_batch_duration_seconds_bucket{le=\"1.0\"} 2")
                .contains("ragflow_migration_batch_rows 500.0");
    }

    @Test
    void refuseLabelsThatAMetricDoesNotHave() {
        assertThatThrownBy(() -> metrics.set(Metric.ROWS, 1, "tenant_model"))
                .hasMessageContaining("stage")
                .hasMessageContaining("outcome");
    }
}
