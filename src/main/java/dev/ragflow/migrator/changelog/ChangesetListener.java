package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.history.MigrationHistory;
import dev.ragflow.migrator.history.MigrationStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private final MigrationHistory history;
    private final Outcomes outcomes;
    private final Runnable beforeEach;
    private final List<ChangesetRecord> records = new ArrayList<>();
    private long startedAt;
    private boolean nothingToDo;
    private boolean historyBroken;

    ChangesetListener(MigrationHistory history, Outcomes outcomes, Runnable beforeEach) {
        this.history = history;
        this.outcomes = outcomes;
        this.beforeEach = beforeEach;
    }

    /** The changesets of this run so far, in order. */
    List<ChangesetRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public void willRun(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, RunStatus runStatus) {
        startedAt = System.nanoTime();
        nothingToDo = false;
        MDC.put(CHANGESET, name(changeSet));
        beforeEach.run();
    }

    @Override
    public void preconditionFailed(PreconditionFailedException error, PreconditionContainer.FailOption onFail) {
        nothingToDo = true;
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, ExecType execType) {
        MigrationStatus status = nothingToDo ? MigrationStatus.SKIPPED : MigrationStatus.SUCCESS;
        ended(changeSet, status, outcomes.take(), null);
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changeLog, Database database, Exception exception) {
        ended(changeSet, MigrationStatus.FAILED, outcomes.take(), Failures.message(exception));
    }

    @Override
    public void willRollback(ChangeSet changeSet, DatabaseChangeLog databaseChangeLog, Database database) {
        startedAt = System.nanoTime();
        MDC.put(CHANGESET, name(changeSet));
        beforeEach.run();
    }

    @Override
    public void rolledBack(ChangeSet changeSet, DatabaseChangeLog databaseChangeLog, Database database) {
        StepOutcome outcome = outcomes.take();
        if (outcome == null) {
            // nothing of this changeset needs to be taken back
            MDC.remove(CHANGESET);
            return;
        }
        ended(changeSet, MigrationStatus.ROLLED_BACK, outcome, null);
    }

    @Override
    public void rollbackFailed(
            ChangeSet changeSet, DatabaseChangeLog databaseChangeLog, Database database, Exception exception) {
        ended(changeSet, MigrationStatus.FAILED, outcomes.take(), Failures.message(exception));
    }

    private void ended(
            ChangeSet changeSet, MigrationStatus status, @Nullable StepOutcome outcome, @Nullable String error) {
        Duration duration = Duration.ofNanos(System.nanoTime() - startedAt);
        String name = name(changeSet);
        records.add(new ChangesetRecord(name, status, duration, outcome));
        log(name, status, duration, outcome);
        writeHistory(name, status, error, duration);
        MDC.remove(CHANGESET);
    }

    private void writeHistory(String name, MigrationStatus status, @Nullable String error, Duration duration) {
        if (historyBroken) {
            return;
        }
        try {
            history.record(name, status, error, duration);
        } catch (SQLException e) {
            historyBroken = true;
            LOG.warn(
                    "Could not write to table migration_history: {}. The migration goes on without this record.",
                    SqlErrors.describe(e));
        }
    }

    private static void log(String name, MigrationStatus status, Duration duration, @Nullable StepOutcome outcome) {
        String seconds = String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
        switch (status) {
            case SUCCESS -> LOG.info("{}: {} ({})", name, outcome == null ? "done" : outcome.text(), seconds);
            case ROLLED_BACK ->
                LOG.info("{}: taken back: {} ({})", name, outcome == null ? "done" : outcome.text(), seconds);
            case SKIPPED -> LOG.debug("{}: nothing to do ({})", name, seconds);
            // the reason is logged once, by the run
            case FAILED -> LOG.error("{}: failed after {}", name, seconds);
        }
        if (outcome != null) {
            outcome.warnings().forEach(warning -> LOG.warn("{}: {}", name, warning));
        }
    }

    /** Release folder and id: {@code v0.26.4/tenant-model}. */
    private static String name(ChangeSet changeSet) {
        String[] path = changeSet.getFilePath().split("/");
        return path.length < 2 ? changeSet.getId() : path[path.length - 2] + "/" + changeSet.getId();
    }
}
