package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.batch.InterruptedRunException;
import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.history.MigrationHistory;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.release.Release;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.exception.PreconditionFailedException;
import liquibase.precondition.core.PreconditionContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Hears of every changeset: one line in the log, one row in the history. What goes wrong in here is said and forgotten; it
 * never breaks the migration.
 */
final class ChangesetListener extends AbstractChangeExecListener {

    private static final Logger LOG = LoggerFactory.getLogger(ChangesetListener.class);
    private static final String CHANGESET = "changeset";
    /** A record is not worth more. */
    private static final Retries RETRIES = Retries.within(Duration.ofSeconds(5));

    private final MigrationHistory history;
    private final LatestOutcome latest;
    private final Runnable beforeEach;
    private final List<ChangesetRecord> records = new ArrayList<>();
    private long startedAt;
    private volatile @Nullable String current;
    private boolean nothingToDo;
    private boolean historyBroken;
    private @Nullable ErrorCategory failure;
    private @Nullable Release former;

    ChangesetListener(MigrationHistory history, LatestOutcome latest, Runnable beforeEach) {
        this.history = history;
        this.latest = latest;
        this.beforeEach = beforeEach;
    }

    /** From now on changesets after {@code release} are rolled back. */
    void takesBackTo(Release release) {
        former = release;
    }

    /** The changesets of this run so far, in order. */
    List<ChangesetRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void willRun(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, RunStatus runStatus) {
        startedAt = System.nanoTime();
        nothingToDo = false;
        String name = name(changeSet);
        current = name;
        MDC.put(CHANGESET, name);
        beforeEach.run();
    }

    @Override
    public void preconditionFailed(PreconditionFailedException error, PreconditionContainer.FailOption onFail) {
        nothingToDo = true;
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ExecType execType) {
        if (latest.takeLeftOut()) {
            LOG.debug("{}: not part of this run", name(changeSet));
            current = null;
            MDC.remove(CHANGESET);
            return;
        }
        MigrationStatus status = nothingToDo ? MigrationStatus.SKIPPED : MigrationStatus.SUCCESS;
        StepOutcome outcome = latest.take();
        boolean theirs = folder(changeSet).isEmpty() && status == MigrationStatus.SUCCESS;
        ended(changeSet, status, outcome == null && theirs ? StepOutcome.of(describe(changeSet)) : outcome, null);
    }

    /** What a changeset of the operator's says about itself, for the summary. */
    private static String describe(ChangeSet changeSet) {
        String comments = changeSet.getComments();
        return comments == null || comments.isBlank() ? changeSet.getDescription() : comments;
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        failed(changeSet, exception);
    }

    /** The process ends before the changeset does. */
    void cutOff() {
        String name = current;
        if (name != null) {
            Duration duration = Duration.ofNanos(System.nanoTime() - startedAt);
            writeHistory(() -> history.record(
                    name,
                    MigrationStatus.INTERRUPTED,
                    "Aborted by a signal in a statement that took too long; the next run continues from there",
                    duration,
                    0));
        }
    }

    private void failed(ChangeSet changeSet, Exception exception) {
        InterruptedRunException interrupted = Failures.find(exception, InterruptedRunException.class);
        if (interrupted != null) {
            ended(changeSet, MigrationStatus.INTERRUPTED, latest.take(), interrupted.getMessage());
        } else {
            failure = Failures.category(exception);
            ended(changeSet, MigrationStatus.FAILED, latest.take(), Failures.message(exception));
        }
    }

    @Override
    public void willRollback(ChangeSet changeSet, DatabaseChangeLog databaseChangeLog, Database database) {
        startedAt = System.nanoTime();
        String name = name(changeSet);
        current = name;
        MDC.put(CHANGESET, name);
        beforeEach.run();
    }

    @Override
    public void rolledBack(ChangeSet changeSet, DatabaseChangeLog databaseChangeLog, Database database) {
        StepOutcome outcome = latest.take();
        // changesets of earlier releases come after the tag if they ran again after it; nothing of them is rolled back
        if (outcome == null || !isBehindFormer(changeSet)) {
            current = null;
            MDC.remove(CHANGESET);
            return;
        }
        ended(changeSet, MigrationStatus.ROLLED_BACK, outcome, null);
    }

    private boolean isBehindFormer(ChangeSet changeSet) {
        Release back = former;
        return back != null
                && Release.ofTag(folder(changeSet))
                        .filter(release -> !back.isAtLeast(release))
                        .isPresent();
    }

    @Override
    public void rollbackFailed(
            ChangeSet changeSet, DatabaseChangeLog databaseChangeLog, Database database, Exception exception) {
        failed(changeSet, exception);
    }

    private void ended(
            ChangeSet changeSet, MigrationStatus status, @Nullable StepOutcome outcome, @Nullable String error) {
        Duration duration = Duration.ofNanos(System.nanoTime() - startedAt);
        String name = name(changeSet);
        Instant began = Instant.now().minus(duration);
        String purpose = changeSet.getComments() == null ? "" : changeSet.getComments();
        current = null;
        records.add(new ChangesetRecord(name, purpose, status, began, duration, outcome));
        ChangesetLog.tell(name, status, duration, outcome, failure);
        if (status == MigrationStatus.ROLLED_BACK && outcome != null && outcome.isNothing()) {
            writeHistory(() -> history.correct(name, status, duration));
        } else {
            writeHistory(() -> history.record(name, status, error, duration, rows(outcome)));
        }
        MDC.remove(CHANGESET);
    }

    private static long rows(@Nullable StepOutcome outcome) {
        return outcome == null
                ? 0
                : outcome.rowsChanged()
                        + outcome.rows().stream()
                                .mapToLong(table -> table.inserted() + table.updated())
                                .sum();
    }

    private interface HistoryEntry {
        void write() throws SQLException;
    }

    private void writeHistory(HistoryEntry entry) {
        if (historyBroken) {
            return;
        }
        try {
            RETRIES.run("a record", "migration_history", () -> {
                entry.write();
                return true;
            });
        } catch (SQLException e) {
            historyBroken = true;
            LOG.warn(
                    "Could not write to table migration_history: {}. The migration continues without this record.",
                    SqlErrors.describe(e));
        }
    }

    /** Release folder and id, {@code v0.26.4/tenant-model}; of an operator's changelog, its file and id. */
    private static String name(ChangeSet changeSet) {
        String folder = folder(changeSet);
        return (folder.isEmpty() ? changeSet.getFilePath() : folder) + "/" + changeSet.getId();
    }

    private static String folder(ChangeSet changeSet) {
        String[] path = changeSet.getFilePath().split("/");
        return path.length < 2 ? "" : path[path.length - 2];
    }
}
