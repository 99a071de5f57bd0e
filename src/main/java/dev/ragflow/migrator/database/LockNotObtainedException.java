package dev.ragflow.migrator.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody else kept a lock for longer than the operator allows us to wait. */
public final class LockNotObtainedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LockNotObtainedException(LockName name, Duration timeout, @Nullable LockHolder holder) {
        super("Could not get " + name.description() + " within " + timeout.toSeconds() + " s"
                + (holder == null ? "" : ": " + holder.describe() + " holds it")
                + ". Nothing was changed. Wait for the holder to finish or end its connection, or allow more time with"
                + " --lock-timeout");
    }
}
