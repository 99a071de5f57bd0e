package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.model.domain.StageName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The time in which pods of the old release could not read all that a run wrote: from the first step of that kind, which come
 * last in the changelog, to the end of the run.
 *
 * @param firstStep the changeset with which it began, for example {@code v0.26.4/model_id_config}
 * @param duration until the end of the run
 */
public record CutOver(String firstStep, Duration duration) {

    /** Beside stages: ids become texts; types and columns get other names. */
    private static final Set<String> STEPS = Set.of("id-columns", "type-names", "column-renames");

    /** Of a run that has just ended; empty if it did nothing of the kind. */
    public static Optional<CutOver> of(List<ChangesetRecord> records) {
        return records.stream()
                .filter(CutOver::changedWhatOldPodsRead)
                .findFirst()
                .map(record -> new CutOver(record.name(), Duration.between(record.startedAt(), Instant.now())));
    }

    private static boolean changedWhatOldPodsRead(ChangesetRecord record) {
        if (record.status() == MigrationStatus.SKIPPED
                || !isPartOfCutOver(record.name().substring(record.name().lastIndexOf('/') + 1))) {
            return false;
        }
        StepOutcome outcome = record.outcome();
        // what failed or was interrupted may have committed some of its chunks
        return outcome == null
                || outcome.rows().isEmpty()
                || outcome.rows().stream().anyMatch(StageResult::changedAnything);
    }

    private static boolean isPartOfCutOver(String changeset) {
        return STEPS.contains(changeset)
                || StageName.find(changeset).filter(StageName::isPartOfCutOver).isPresent();
    }
}
