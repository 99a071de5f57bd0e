package dev.ragflow.migrator.e2e;

import dev.ragflow.migrator.demo.LegacyDatabase;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the pictures of the README: the report and the dashboard of demo runs, whose numbers went through a real Pushgateway and a
 * real Prometheus. Called by {@code make pictures} with the number of tenants and the folder to write to.
 */
public final class Pictures {

    private static final int WIDTH = 1_280;

    private Pictures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        int tenants = Integer.parseInt(arguments[0]);
        Path docs = Path.of(arguments[1]);
        Path folder = Files.createTempDirectory("pictures");
        Path report = folder.resolve("report.html");
        try (Monitoring monitoring = new Monitoring(folder, "groups: []", "prod");
                TestDatabase prod = TestServer.MYSQL.createDatabase().loadRelease(LegacyDatabase.RELEASE);
                TestDatabase staging = TestServer.MYSQL.createDatabase().loadRelease(LegacyDatabase.RELEASE);
                Browser browser = new Browser(folder)) {
            LegacyDatabase.fill(prod, tenants);
            LegacyDatabase.fill(staging, Math.max(1, tenants / 10));
            Instant from = Instant.now();
            run(monitoring, staging, "staging", Map.of());
            Thread.sleep(5_000);
            int code = run(
                    monitoring,
                    prod,
                    "prod",
                    Map.of(
                            "RAGFLOW_MIGRATOR_METRICS_PORT", String.valueOf(monitoring.metricsPort()),
                            "RAGFLOW_MIGRATOR_REPORT", report.toString()));
            if (code != 0) {
                throw new AssertionError("The demo run ended with exit code " + code);
            }
            Thread.sleep(5_000);

            browser.size(WIDTH, 900, 1);
            browser.open(report);
            browser.picture(docs.resolve("report.png"), WIDTH, 1_500);
            Path page = Files.writeString(
                    folder.resolve("dashboard.html"), DashboardPage.of(monitoring, from, Instant.now()));
            browser.open(page);
            Object height = browser.evaluate("document.documentElement.scrollHeight");
            browser.picture(docs.resolve("dashboard.png"), WIDTH, height instanceof Integer pixels ? pixels : 1_600);
        }
        System.exit(0);
    }

    private static int run(Monitoring monitoring, TestDatabase database, String namespace, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RAGFLOW_MIGRATOR_PUSH_URL", monitoring.gateway(), "RAGFLOW_MIGRATOR_PUSH_NAMESPACE", namespace));
        environment.putAll(more);
        return Migrated.with(database, environment).exitCode();
    }
}
