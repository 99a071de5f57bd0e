package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.database.MigrationException;

/** The server was restarted under a run, and is there again; nothing of the run but what it committed is left. */
final class ServerRestartedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param failure as which it was seen */
    ServerRestartedException(MigrationException failure) {
        super(failure.getMessage(), failure);
    }
}
