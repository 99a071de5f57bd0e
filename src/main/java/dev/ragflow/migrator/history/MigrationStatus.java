package dev.ragflow.migrator.history;

import java.util.Locale;

/** How a changeset ended, as RAGFlow's {@code migration_history} spells it. */
public enum MigrationStatus {
    SUCCESS,
    FAILED,
    /** Stopped by a signal; the next run continues with it. RAGFlow does not have this one. */
    INTERRUPTED,
    /** The database already had what the changeset brings. */
    SKIPPED,
    /** Taken back by a rollback; this one RAGFlow does not have. */
    ROLLED_BACK;

    /** The value of column {@code status}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
