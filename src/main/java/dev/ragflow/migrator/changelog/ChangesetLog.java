package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.history.MigrationStatus;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the log says of a changeset: one line, and one for each table whose rows it moved. As in RAGFlow's migration guide, what was
 * there already is for debugging only.
 */
final class ChangesetLog {

    private static final Logger LOG = LoggerFactory.getLogger(ChangesetLog.class);

    private ChangesetLog() {}

    /** @param failure why it failed; null if it did not */
    static void tell(
            String name,
            MigrationStatus status,
            Duration duration,
            @Nullable StepOutcome outcome,
            @Nullable ErrorCategory failure) {
        String text = outcome == null ? "done" : outcome.text();
        boolean nothing = outcome == null || outcome.isNothing();
        if (outcome != null) {
            outcome.rows().forEach(ChangesetLog::rows);
        }
        switch (status) {
            case SUCCESS -> line(Level.INFO, status, duration, name, text);
            case ROLLED_BACK ->
                line(
                        nothing ? Level.DEBUG : Level.INFO,
                        status,
                        duration,
                        name,
                        nothing ? "nothing to roll back" : "rolled back: " + text);
            case SKIPPED -> line(Level.DEBUG, status, duration, name, "nothing to do");
            case INTERRUPTED -> line(Level.WARN, status, duration, name, "interrupted");
            // the reason is logged once, by the run
            case FAILED ->
                builder(Level.ERROR, status, duration)
                        .addKeyValue("category", failure == null ? "unexpected" : failure.id())
                        .log("{}: failed ({})", name, seconds(duration));
        }
        if (outcome != null) {
            outcome.warnings().forEach(warning -> LOG.warn("{}: {}", name, warning));
        }
    }

    private static void line(Level level, MigrationStatus status, Duration duration, String name, String text) {
        builder(level, status, duration).log("{}: {} ({})", name, text, seconds(duration));
    }

    private static LoggingEventBuilder builder(Level level, MigrationStatus status, Duration duration) {
        return LOG.atLevel(level).addKeyValue("state", status.id()).addKeyValue("duration_seconds", duration);
    }

    private static void rows(StageResult rows) {
        long skipped =
                rows.skipped().values().stream().mapToLong(Long::longValue).sum();
        LOG.atLevel(rows.changedAnything() ? Level.INFO : Level.DEBUG)
                .addKeyValue("stage", rows.stage())
                .addKeyValue("table", rows.table())
                .addKeyValue("rows_read", rows.read())
                .addKeyValue("rows_inserted", rows.inserted())
                .addKeyValue("rows_updated", rows.updated())
                .addKeyValue("rows_unchanged", rows.unchanged())
                .addKeyValue("rows_skipped", skipped)
                .addKeyValue("duration_seconds", rows.duration())
                .log(
                        "{}, {}: read {} rows, inserted {}, updated {}, unchanged {}, skipped {} ({})",
                        rows.stage(),
                        rows.table(),
                        number(rows.read()),
                        number(rows.inserted()),
                        number(rows.updated()),
                        number(rows.unchanged()),
                        number(skipped),
                        seconds(rows.duration()));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }
}
