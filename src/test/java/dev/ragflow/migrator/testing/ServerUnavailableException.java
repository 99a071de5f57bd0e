package dev.ragflow.migrator.testing;

/** A test server cannot be had; the message is one line that says what to do about it. */
final class ServerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerUnavailableException(String message) {
        super(message);
    }
}
