package dev.ragflow.migrator.report;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run did: summary, page, data and metrics all take their numbers from here.
 *
 * @param kind which command ran
 * @param target the release the run went to, back to, or compared with
 * @param server kind, version and address of the database; empty if it was not reached
 * @param result how it ended
 * @param changesets those that were looked at, in order; empty if one look was enough to see that nothing is to be done
 * @param phases what else took time, in order
 * @param remarks what the operator should know or do, a sentence each
 * @param problems what failed; for a rollback that was refused its reasons
 * @param verification what the checks found; null if it did not come to that
 * @param duration wall-clock time of the whole run
 */
public record RunReport(
        Kind kind,
        Release target,
        String server,
        Result result,
        List<ChangesetRecord> changesets,
        List<Phase> phases,
        List<String> remarks,
        List<Problem> problems,
        @Nullable VerificationReport verification,
        Duration duration) {

    public enum Kind {
        MIGRATE,
        VERIFY,
        ROLLBACK
    }

    public enum Result {
        DONE,
        NOTHING_TO_DO,
        NEWER_THAN_TARGET,
        FAILED,
        INTERRUPTED,
        NOT_VERIFIED,
        /** A rollback that would lose data; nothing was changed. */
        REFUSED,
        /** It did not come to work: no database, no login, no lock, wrong settings. */
        NOT_STARTED,
        /** The stages that were asked for are done; the others are not looked at. */
        STAGES_DONE
    }

    public RunReport {
        changesets = List.copyOf(changesets);
        phases = List.copyOf(phases);
        remarks = List.copyOf(remarks);
        problems = List.copyOf(problems);
    }

    /** The checks that failed. */
    public static List<Problem> problems(VerificationReport verification) {
        return verification.checks().stream()
                .filter(check -> !check.passed())
                .map(check -> Problem.told(ErrorCategory.VERIFICATION, check.sentence()))
                .toList();
    }

    /** Whether it ended as it was meant to. */
    public boolean isGood() {
        return result == Result.DONE
                || result == Result.STAGES_DONE
                || result == Result.NOTHING_TO_DO
                || result == Result.NEWER_THAN_TARGET;
    }

    /** What happened to rows, stage by stage and table by table. */
    public List<StageResult> rows() {
        return outcomes().flatMap(outcome -> outcome.rows().stream()).toList();
    }

    /** Changesets that changed the shape of the database, or all that was rolled back. */
    public List<ChangesetRecord> changes() {
        return changesets.stream().filter(RunReport::isChange).toList();
    }

    private static boolean isChange(ChangesetRecord record) {
        StepOutcome outcome = record.outcome();
        return outcome != null
                && (record.status() == MigrationStatus.SUCCESS
                        ? outcome.rows().isEmpty()
                        : record.status() == MigrationStatus.ROLLED_BACK && !outcome.isNothing());
    }

    public long rowsInserted() {
        return rows().stream().mapToLong(StageResult::inserted).sum();
    }

    public long rowsUpdated() {
        return rows().stream().mapToLong(StageResult::updated).sum()
                + outcomes().mapToLong(StepOutcome::rowsChanged).sum();
    }

    public long changesets(MigrationStatus status) {
        return changesets.stream().filter(record -> record.status() == status).count();
    }

    /** Of the changesets that move rows, or of all others, with what they looked at and found to be there. */
    public Duration time(boolean ofData) {
        return changesets.stream()
                .filter(record ->
                        (record.outcome() != null && !record.outcome().rows().isEmpty()) == ofData)
                .map(ChangesetRecord::duration)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** How many models and references still mean what they meant; empty if that was not looked at. */
    public List<String> preservation() {
        return verification == null ? List.of() : verification.preservationLines();
    }

    /** What was found that is not a failure, as sentences; empty if nothing was verified. */
    public List<String> findings() {
        return verification == null
                ? List.of()
                : verification.findings().stream().map(CheckResult::sentence).toList();
    }

    /** What to know: the warnings of all steps, the notes of stages, the remarks of the run; each once. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        outcomes().forEach(outcome -> notes.addAll(outcome.warnings()));
        rows().forEach(rows -> notes.addAll(rows.notes()));
        notes.addAll(remarks);
        return notes.stream().distinct().toList();
    }

    /** How it ended, in a sentence. */
    public String headline() {
        return ReportSentences.headline(this);
    }

    /** What to do now, in a sentence. */
    public String next() {
        return ReportSentences.next(this);
    }

    private Stream<StepOutcome> outcomes() {
        return changesets.stream().map(ChangesetRecord::outcome).filter(Objects::nonNull);
    }
}
