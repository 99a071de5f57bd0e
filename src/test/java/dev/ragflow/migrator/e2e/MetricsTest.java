package dev.ragflow.migrator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus knows after runs that pushed, wrote a file, failed or found nothing to do. */
@Tag("process")
class MetricsTest {

    private static final String LAST_SUCCESS =
            "ragflow_migration_last_success_timestamp_seconds{job=\"ragflow-migrator\",release=\"v0.27.0\",namespace=\"prod\"}";

    @Test
    void stayAfterTheRun(@TempDir Path folder) throws IOException, InterruptedException, SQLException {
        Path file = folder.resolve("ragflow.prom");
        try (Monitoring monitoring = new Monitoring(folder);
                TestDatabase database = TestServer.MYSQL.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(database);
            long before = System.currentTimeMillis() / 1000;

            assertThat(run(monitoring, database, file)).isZero();

            List<Double> success = monitoring.query(LAST_SUCCESS);
            assertThat(success).hasSize(1);
            assertThat(success.get(0)).isGreaterThanOrEqualTo(before);
            assertThat(monitoring.query("ragflow_migration_success")).containsExactly(1.0);
            assertThat(monitoring.query("ragflow_migration_pending_changesets")).containsExactly(0.0);
            assertThat(monitoring.query("ragflow_migration_models - ragflow_migration_preserved_models"))
                    .containsExactly(0.0);
            assertThat(monitoring
                            .query("ragflow_migration_rows{stage=\"tenant_model_provider\",outcome=\"inserted\"}")
                            .get(0))
                    .isPositive();
            assertThat(monitoring.query("ragflow_migration_stage_progress_ratio < 1 or vector(1)"))
                    .containsExactly(1.0);
            assertThat(monitoring.query("ragflow_migration_build_info{target_release=\"v0.27.0\",database=\"mysql\"}"))
                    .containsExactly(1.0);
            assertThat(monitoring
                            .query("ragflow_migration_batch_duration_seconds_count")
                            .get(0))
                    .isPositive();
            assertThat(Monitoring.lint(file)).isEmpty();
            assertThat(file).content().doesNotContain("tenant_id").contains("ragflow_migration_success 1.0");

            // a run that fails leaves the last success there
            database.execute(
                    "DROP TABLE `tenant_model_instance`", "CREATE VIEW `tenant_model_instance` AS SELECT 1 AS id");
            assertThat(run(monitoring, database, file)).isNotZero();

            Thread.sleep(2_500);
            assertThat(monitoring.query("ragflow_migration_success")).containsExactly(0.0);
            assertThat(monitoring.query(LAST_SUCCESS)).isEqualTo(success);
            assertThat(monitoring
                            .query("ragflow_migration_last_completion_timestamp_seconds")
                            .get(0))
                    .isGreaterThanOrEqualTo(success.get(0));
            assertThat(Files.readString(file)).doesNotContain("last_success");
        }
    }

    private static int run(Monitoring monitoring, TestDatabase database, Path file) {
        return Migrated.with(
                        database,
                        Map.of(
                                "RAGFLOW_MIGRATOR_PUSH_URL", monitoring.gateway(),
                                "RAGFLOW_MIGRATOR_PUSH_NAMESPACE", "prod",
                                "RAGFLOW_MIGRATOR_METRICS_FILE", file.toString()))
                .exitCode();
    }
}
