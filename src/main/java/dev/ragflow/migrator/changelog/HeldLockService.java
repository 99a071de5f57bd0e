package dev.ragflow.migrator.changelog;

import liquibase.database.Database;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.LockService;

/**
 * Tells Liquibase that the changelog is locked: a run holds {@link dev.ragflow.migrator.database.LockName#CHANGELOG} on a
 * connection of its own from before Liquibase starts until after it has ended. Liquibase's own lock is a row in a table,
 * which a killed pod leaves behind forever.
 */
public final class HeldLockService implements LockService {

    /** Above Liquibase's own services (1 to 5000) and the session-lock extension. */
    private static final int PRIORITY = 10_000;

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public boolean supports(Database database) {
        return true;
    }

    @Override
    public boolean hasChangeLogLock() {
        return true;
    }

    @Override
    public boolean acquireLock() {
        return true;
    }

    @Override
    public void waitForLock() {
        // held already
    }

    @Override
    public void releaseLock() {
        // the run releases it
    }

    @Override
    public DatabaseChangeLogLock[] listLocks() {
        return new DatabaseChangeLogLock[0];
    }

    @Override
    public void forceReleaseLock() {
        // ends with its connection
    }

    @Override
    public void setDatabase(Database database) {
        // the lock lives elsewhere
    }

    @Override
    public void setChangeLogLockWaitTime(long minutes) {
        // no waiting here
    }

    @Override
    public void setChangeLogLockRecheckTime(long seconds) {
        // no waiting here
    }

    @Override
    public void init() {
        // no table
    }

    @Override
    public void reset() {
        // no state
    }

    @Override
    public void destroy() {
        // no table
    }
}
