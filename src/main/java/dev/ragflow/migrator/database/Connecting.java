package dev.ragflow.migrator.database;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a database that may still be starting. */
public final class Connecting {

    private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private Connecting() {}

    /**
     * Opens the database, trying again with growing pauses; the log has why, once for each reason.
     *
     * @param waitTimeout how long to keep trying; zero tries once
     * @throws LoginRefusedException at once when the server answers, but does not let this account in, or has no such
     *     database
     * @throws DatabaseUnreachableException when the time is over
     */
    public static Database connect(ConnectionSettings settings, int poolSize, Duration waitTimeout)
            throws InterruptedException {
        return connect(settings, poolSize, waitTimeout, told(waitTimeout));
    }

    static Database connect(ConnectionSettings settings, int poolSize, Duration waitTimeout, Consumer<String> waiting)
            throws InterruptedException {
        return connect(() -> Database.open(settings, poolSize), settings, waitTimeout, waiting);
    }

    /** The same with sessions in which the server refuses to write. */
    public static Database connectReadOnly(ConnectionSettings settings, int poolSize, Duration waitTimeout)
            throws InterruptedException {
        return connect(() -> Database.openReadOnly(settings, poolSize), settings, waitTimeout, told(waitTimeout));
    }

    private static Consumer<String> told(Duration waitTimeout) {
        return reason -> LOG.info("Waiting up to {} s for the database: {}", waitTimeout.toSeconds(), reason);
    }

    private interface Opening {
        Database open() throws SQLException;
    }

    private static Database connect(
            Opening opening, ConnectionSettings settings, Duration waitTimeout, Consumer<String> waiting)
            throws InterruptedException {
        long deadline = System.nanoTime() + waitTimeout.toNanos();
        Duration pause = FIRST_PAUSE;
        String reported = "";
        while (true) {
            try {
                return opening.open();
            } catch (SQLException e) {
                String reason = reason(e);
                if (missing(e)) {
                    throw new DatabaseMissingException(settings, reason);
                }
                if (refused(e)) {
                    throw new LoginRefusedException(settings, reason);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new DatabaseUnreachableException(settings, waitTimeout, reason);
                }
                if (!reason.equals(reported)) {
                    waiting.accept(reason);
                    reported = reason;
                }
                Thread.sleep(Math.max(
                        1, Math.min(pause.toMillis(), Duration.ofNanos(left).toMillis())));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** Connector/J speaks of packets; what the network said is further down. */
    private static String reason(SQLException error) {
        Throwable innermost = error;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost instanceof IOException
                ? innermost.getClass().getSimpleName() + ": " + innermost.getMessage()
                : SqlErrors.describe(error);
    }

    private static boolean missing(SQLException error) {
        return VendorError.NO_SUCH_DATABASE.matches(error);
    }

    /** Wrong account, wrong password, no right to the database: waiting does not help. */
    private static boolean refused(SQLException error) {
        return VendorError.LOGIN_REFUSED.matches(error) || VendorError.ACCESS_DENIED.matches(error);
    }

    /** The server answered and does not let us in; the settings are wrong. */
    public static class LoginRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LoginRefusedException(ConnectionSettings settings, String reason) {
            super("The server refuses the login " + settings.describe() + ": " + reason);
        }
    }

    /** The server lets us in, but the database does not exist, or not yet. */
    public static final class DatabaseMissingException extends LoginRefusedException {
        private static final long serialVersionUID = 1L;

        DatabaseMissingException(ConnectionSettings settings, String reason) {
            super(settings, reason);
        }
    }

    /** No server answered in time. */
    public static final class DatabaseUnreachableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DatabaseUnreachableException(ConnectionSettings settings, Duration waited, String reason) {
            super("No connection to " + settings.describe() + " within " + waited.toSeconds() + " s: " + reason
                    + ". Nothing was changed. Check host, port and network, or allow more time with --wait-timeout");
        }
    }
}
