package dev.ragflow.migrator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.chart.Rendering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The chart's alerts, played through by Prometheus' own tool: each fires where it should, and nowhere else. */
@Tag("process")
class AlertsTest {

    @Test
    void fireWhereTheyShould(@TempDir Path folder) throws IOException, InterruptedException {
        Object rules =
                Rendering.at(Rendering.of("prometheusRule: {enabled: true}").object("PrometheusRule"), "spec");
        Files.writeString(folder.resolve("rules.yaml"), new Yaml().dump(rules));
        assertThat(Monitoring.checkRules(folder.resolve("rules.yaml"))).contains("SUCCESS: 6 rules found");
        Path cases =
                Files.copy(Path.of("src", "test", "resources", "e2e", "alerts.yaml"), folder.resolve("alerts.yaml"));

        Process promtool = new ProcessBuilder(
                        Monitoring.PROGRAMS.resolve("promtool").toString(), "test", "rules", cases.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
