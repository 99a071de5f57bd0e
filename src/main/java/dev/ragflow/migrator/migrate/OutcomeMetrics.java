package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.metrics.Metric;
import dev.ragflow.migrator.metrics.RunMetrics;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.report.RunReport;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Sets the metrics of how a run ended. */
final class OutcomeMetrics {

    private OutcomeMetrics() {}

    static void set(RunReport report, RunMetrics metrics) {
        Map<String, List<StageResult>> stages =
                report.rows().stream().collect(Collectors.groupingBy(StageResult::stage));
        stages.forEach((stage, results) -> {
            metrics.set(
                    Metric.STAGE_DURATION_SECONDS,
                    sum(results, result -> result.duration().toMillis()) / 1000.0,
                    stage);
            // its rows were estimated when it began; now it is over
            metrics.set(Metric.STAGE_PROGRESS_RATIO, 1, stage);
            rows(metrics, stage, "read", sum(results, StageResult::read));
            rows(metrics, stage, "inserted", sum(results, StageResult::inserted));
            rows(metrics, stage, "updated", sum(results, StageResult::updated));
            rows(metrics, stage, "unchanged", sum(results, StageResult::unchanged));
            rows(metrics, stage, "skipped", sum(results, OutcomeMetrics::skipped));
        });
        for (MigrationStatus status : MigrationStatus.values()) {
            metrics.set(
                    Metric.CHANGESETS, report.changesets(status), status.name().toLowerCase(Locale.ROOT));
        }
    }

    private static long sum(List<StageResult> results, ToLongFunction<StageResult> figure) {
        return results.stream().mapToLong(figure).sum();
    }

    private static long skipped(StageResult result) {
        return result.skipped().values().stream().mapToLong(Long::longValue).sum();
    }

    private static void rows(RunMetrics metrics, String stage, String outcome, long rows) {
        metrics.set(Metric.ROWS, rows, stage, outcome);
    }

    static void set(VerificationReport verification, RunMetrics metrics) {
        for (CheckResult check : verification.checks()) {
            metrics.set(Metric.VERIFICATION_FAILURES, check.failures(), check.name());
            metrics.set(Metric.FINDINGS, check.findings(), check.name());
        }
        Preservation preservation = verification.preservation();
        if (preservation != null) {
            metrics.set(Metric.PRESERVED_MODELS, preservation.models().preserved());
            // what is missing as it was before the run is a finding, and no loss
            metrics.set(Metric.MODELS, preservation.models().total() - verification.findings("models"));
        }
    }
}
