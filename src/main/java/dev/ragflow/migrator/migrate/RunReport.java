package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.release.Release;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a run did, for the summary.
 *
 * @param target the release the run went to
 * @param server kind, version and address of the database
 * @param result how it ended
 * @param changesets those that were looked at, in order; empty where one look was enough to see that nothing is to be done
 * @param remarks what the operator should know or do, a sentence each
 * @param preservation how many models and references still mean what they meant; empty where that was not looked at
 * @param duration wall-clock time of the whole run
 */
record RunReport(
        Release target,
        String server,
        Result result,
        List<ChangesetRecord> changesets,
        List<String> remarks,
        List<String> preservation,
        Duration duration) {

    enum Result {
        DONE,
        NOTHING_TO_DO,
        NEWER_THAN_TARGET,
        FAILED,
        INTERRUPTED,
        NOT_VERIFIED
    }

    RunReport {
        changesets = List.copyOf(changesets);
        remarks = List.copyOf(remarks);
        preservation = List.copyOf(preservation);
    }

    /** What happened to rows, stage by stage and table by table. */
    List<StageResult> rows() {
        return outcomes().flatMap(outcome -> outcome.rows().stream()).toList();
    }

    long rowsInserted() {
        return rows().stream().mapToLong(StageResult::inserted).sum();
    }

    long rowsUpdated() {
        return rows().stream().mapToLong(StageResult::updated).sum()
                + outcomes().mapToLong(StepOutcome::rowsChanged).sum();
    }

    /** The warnings of all steps. */
    List<String> warnings() {
        return outcomes().flatMap(outcome -> outcome.warnings().stream()).toList();
    }

    long changesets(MigrationStatus status) {
        return changesets.stream().filter(record -> record.status() == status).count();
    }

    private Stream<StepOutcome> outcomes() {
        return changesets.stream().map(ChangesetRecord::outcome).filter(Objects::nonNull);
    }
}
