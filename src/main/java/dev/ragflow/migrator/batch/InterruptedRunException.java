package dev.ragflow.migrator.batch;

/** The run was asked to end and has stopped where nothing is half done; the next run continues from there. */
public final class InterruptedRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InterruptedRunException(String reason) {
        super("Interrupted by " + reason + "; what was finished is committed, and the next run continues from there");
    }
}
