package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.release.Release;
import java.time.Duration;
import java.util.List;

/**
 * What a rollback did, for its summary.
 *
 * @param former the release the database was to go back to
 * @param server kind, version and address of the database
 * @param result how it ended
 * @param takenBack the changesets of which something was taken back, in order
 * @param remarks what the operator should know or do, a sentence each; for a refusal its reasons
 * @param preservation how many models and references still mean what they meant; empty where that was not looked at
 * @param duration wall-clock time of the whole run
 */
record RollbackReport(
        Release former,
        String server,
        Result result,
        List<ChangesetRecord> takenBack,
        List<String> remarks,
        List<String> preservation,
        Duration duration) {

    enum Result {
        DONE(ExitCode.OK),
        NOTHING_TO_DO(ExitCode.OK),
        REFUSED(ExitCode.MIGRATION_FAILED),
        FAILED(ExitCode.MIGRATION_FAILED),
        NOT_VERIFIED(ExitCode.VERIFICATION_FAILED);

        private final ExitCode exitCode;

        Result(ExitCode exitCode) {
            this.exitCode = exitCode;
        }

        ExitCode exitCode() {
            return exitCode;
        }
    }

    RollbackReport {
        takenBack = takenBack.stream()
                .filter(record -> !outcome(record).isNothing())
                .toList();
        remarks = List.copyOf(remarks);
        preservation = List.copyOf(preservation);
    }

    static StepOutcome outcome(ChangesetRecord record) {
        StepOutcome outcome = record.outcome();
        return outcome == null ? StepOutcome.NOTHING : outcome;
    }
}
