package dev.ragflow.migrator.metrics;

import java.util.List;
import java.util.Locale;

/** Every metric, with what it means; docs/metrics.md is this table. Labels have few values: no tenant, no key, no host. */
public enum Metric {
    LAST_SUCCESS_TIMESTAMP_SECONDS(
            Type.GAUGE, "When a run last succeeded, Unix time. Only a run that succeeds sends it."),
    LAST_COMPLETION_TIMESTAMP_SECONDS(Type.GAUGE, "When a run last ended, however it ended, Unix time."),
    SUCCESS(Type.GAUGE, "1 if the last run ended with everything done and verified, else 0; 0 while one is running."),
    DURATION_SECONDS(Type.GAUGE, "How long the run took, or has taken so far."),
    STAGE_DURATION_SECONDS(Type.GAUGE, "How long a stage took.", "stage"),
    STAGE_PROGRESS_RATIO(Type.GAUGE, "Share of its rows that a stage has read, 0 to 1.", "stage"),
    ROWS(Type.GAUGE, "Rows of a stage by outcome: read, inserted, updated, unchanged, skipped.", "stage", "outcome"),
    CHANGESETS(Type.GAUGE, "Changesets of the run by outcome: success, skipped, failed and so on.", "state"),
    PENDING_CHANGESETS(Type.GAUGE, "Changesets that still have work to do."),
    BATCH_DURATION_SECONDS(Type.HISTOGRAM, "How long a chunk took, from its first read to its commit."),
    BATCH_ROWS(Type.GAUGE, "Rows of the last chunk."),
    RETRIES_TOTAL(Type.COUNTER, "Chunks that were retried, by reason.", "reason"),
    THROTTLE_SECONDS_TOTAL(Type.COUNTER, "How long chunks were held back because the server was overloaded."),
    LOCK_WAIT_SECONDS(Type.GAUGE, "How long the run waited for its locks."),
    CUT_OVER_SECONDS(
            Type.GAUGE,
            "From the first step whose result pods of the old release cannot read to the end of the run; 0 if there was"
                    + " none."),
    PRESERVED_MODELS(Type.GAUGE, "Models of tenant_llm that still have their credential, base URL, type and state."),
    MODELS(Type.GAUGE, "Models of tenant_llm that must still have them."),
    VERIFICATION_FAILURES(Type.GAUGE, "Failures that a check of the verification found.", "check"),
    FINDINGS(
            Type.GAUGE,
            "Findings of a verification check: RAGFlow works with them, or they cannot be decided. Not failures.",
            "check"),
    BUILD_INFO(Type.GAUGE, "Always 1.", "version", "target_release", "database");

    /** What Prometheus takes a metric for. */
    enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Type type;
    private final String meaning;
    private final List<String> labels;

    Metric(Type type, String meaning, String... labels) {
        this.type = type;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** For example {@code ragflow_migration_duration_seconds}. */
    public String text() {
        return "ragflow_migration_" + name().toLowerCase(Locale.ROOT);
    }

    Type type() {
        return type;
    }

    String meaning() {
        return meaning;
    }

    List<String> labels() {
        return labels;
    }
}
