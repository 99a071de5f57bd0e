package dev.ragflow.migrator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.chart.Rendering;
import dev.ragflow.migrator.database.AdvisoryLock;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Every expression of the chart's dashboard and alerts, answered by a real Prometheus after, or during, real runs. */
@Tag("process")
class DashboardTest {

    private static final String FINDINGS = "RagflowMigrationFindings";

    @Test
    void hasDataForEveryPanelAndEveryAlert(@TempDir Path folder)
            throws IOException, InterruptedException, SQLException {
        Object rules = Objects.requireNonNull(Rendering.at(
                Rendering.of("prometheusRule: {enabled: true, longRunningSeconds: 1}")
                        .object("PrometheusRule"),
                "spec"));
        Map<String, String> alerts = alerts(rules);
        try (Monitoring monitoring = new Monitoring(folder, new Yaml().dump(rules), "scraped");
                TestDatabase database = TestServer.MYSQL.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(database);
            assertThat(run(monitoring, database, "prod")).isZero();
            for (Map.Entry<String, String> panel : Dashboard.expressions().entrySet()) {
                assertThat(monitoring.query(panel.getValue()))
                        .as(panel.getKey())
                        .isNotEmpty();
            }
            // nobody knows the type of one of the models
            fires(monitoring, alerts, FINDINGS);
            for (Map.Entry<String, String> alert : alerts.entrySet()) {
                if (!alert.getKey().equals(FINDINGS)) {
                    assertThat(monitoring.api("query?query=" + encoded(alert.getValue())))
                            .as(alert.getKey())
                            .contains("\"success\"", "\"result\":[]");
                }
            }

            // models lose their state before anything was verified
            database.execute(
                    "UPDATE `tenant_model` SET `status` = 'inactive'",
                    "DELETE FROM `ragflow_migrator_checkpoint` WHERE `stage` LIKE 'verified%'");
            assertThat(run(monitoring, database, "damaged")).isEqualTo(4);
            fires(monitoring, alerts, "RagflowMigrationVerificationFailed");
            fires(monitoring, alerts, "RagflowMigrationModelsLost");

            // the second one fails, and so does the first of another namespace
            database.execute(
                    "DROP TABLE `tenant_model_instance`", "CREATE VIEW `tenant_model_instance` AS SELECT 1 AS id");
            assertThat(run(monitoring, database, "prod")).isNotZero();
            assertThat(run(monitoring, database, "new")).isNotZero();
            fires(monitoring, alerts, "RagflowMigrationFailed");
            fires(monitoring, alerts, "RagflowMigrationNeverSucceeded");
            awaitAlert(monitoring, "RagflowMigrationFailed", "prod");

            runsLong(monitoring, database, alerts, folder);
        }
    }

    /** Somebody holds the lock for longer than the gateway waits for news. */
    private static void runsLong(Monitoring monitoring, TestDatabase database, Map<String, String> alerts, Path folder)
            throws IOException, InterruptedException, SQLException {
        try (Database other = database.open();
                AdvisoryLock lock = AdvisoryLock.acquire(other, LockName.CHANGELOG, Duration.ZERO, holder -> {})) {
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> run(
                    monitoring,
                    database,
                    "waiting",
                    Map.of(
                            "RAGFLOW_MIGRATOR_LOCK_TIMEOUT",
                            "20s",
                            "RAGFLOW_MIGRATOR_METRICS_PORT",
                            String.valueOf(monitoring.metricsPort()))));
            fires(monitoring, alerts, "RagflowMigrationRunsLong");
            String scraped = Monitoring.get("http://127.0.0.1:" + monitoring.metricsPort() + "/metrics")
                    .body();
            assertThat(scraped).contains("ragflow_migration_success 0.0");
            assertThat(Monitoring.lint(Files.writeString(folder.resolve("scraped.prom"), scraped)))
                    .isEmpty();
            assertThat(monitoring.query("ragflow_migration_build_info{namespace=\"scraped\"}"))
                    .containsExactly(1.0);
            lock.ensureHeld();
            assertThat(waiting.join()).isEqualTo(3);
        }
    }

    private static Map<String, String> alerts(Object rules) {
        Map<String, String> alerts = new LinkedHashMap<>();
        if (Rendering.at(rules, "groups", 0, "rules") instanceof List<?> list) {
            list.forEach(rule -> alerts.put(
                    String.valueOf(Rendering.at(rule, "alert")), String.valueOf(Rendering.at(rule, "expr"))));
        }
        assertThat(alerts).hasSize(6);
        return alerts;
    }

    private static void fires(Monitoring monitoring, Map<String, String> alerts, String name)
            throws IOException, InterruptedException {
        assertThat(monitoring.query(alerts.getOrDefault(name, ""))).as(name).isNotEmpty();
    }

    /** Prometheus itself says so, not only the expression. */
    private static void awaitAlert(Monitoring monitoring, String name, String namespace)
            throws IOException, InterruptedException {
        String firing = "";
        for (int attempt = 0; attempt < 100; attempt++) {
            Map<String, Object> answer = new Yaml().load(monitoring.api("alerts"));
            List<?> alerts = Browser.at(answer, "data", "alerts") instanceof List<?> list ? list : List.of();
            firing = alerts.stream()
                    .filter(alert -> "firing".equals(Browser.at(alert, "state")))
                    .map(alert -> String.valueOf(Browser.at(alert, "labels")))
                    .collect(Collectors.joining("\n"));
            if (firing.lines()
                    .anyMatch(
                            alert -> alert.contains("alertname=" + name) && alert.contains("namespace=" + namespace))) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError(name + " is not on in " + namespace + ", but:\n" + firing);
    }

    private static String encoded(String query) {
        return java.net.URLEncoder.encode(query, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static int run(Monitoring monitoring, TestDatabase database, String namespace) {
        return run(monitoring, database, namespace, Map.of());
    }

    private static int run(Monitoring monitoring, TestDatabase database, String namespace, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RAGFLOW_MIGRATOR_PUSH_URL", monitoring.gateway(), "RAGFLOW_MIGRATOR_PUSH_NAMESPACE", namespace));
        environment.putAll(more);
        return Migrated.with(database, environment).exitCode();
    }
}
