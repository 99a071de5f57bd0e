package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.database.AdvisoryLock;
import java.time.Duration;

/**
 * The locks of a run.
 *
 * @param changelog keeps a second migrator out
 * @param startUp keeps a starting pod of RAGFlow from altering tables at the same time
 * @param restart knows whether they ended with the server
 * @param waited how long it took to get them
 */
public record Locks(AdvisoryLock changelog, AdvisoryLock startUp, ServerRestart restart, Duration waited) {

    /**
     * @throws dev.ragflow.migrator.database.MigrationException when one is lost
     */
    public void ensureHeld() {
        changelog.ensureHeld();
        startUp.ensureHeld();
    }
}
