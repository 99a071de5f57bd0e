package dev.ragflow.migrator.cli.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.SqlErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Log messages and exceptions without what must not be in a log. Our own messages are made to be safe; those of libraries
 * quote statements and rows.
 */
final class SafeText {

    /** How Liquibase quotes a statement, values and all, after what the server said. */
    private static final Pattern FAILED_SQL = Pattern.compile("(?s)\\[Failed SQL:.*]");

    private SafeText() {}

    static String message(ILoggingEvent event) {
        String message = String.valueOf(event.getFormattedMessage());
        return event.getLoggerName().startsWith(LoggingSetup.OWN) ? message : withoutValues(message);
    }

    /** The message for people: preceded by the category of what went wrong, if there is one. */
    static String told(ILoggingEvent event) {
        @Nullable List<KeyValuePair> pairs = event.getKeyValuePairs();
        String category = pairs == null
                ? ""
                : pairs.stream()
                        .filter(pair -> pair.key.equals("category"))
                        .map(pair -> "[" + pair.value + "] ")
                        .collect(Collectors.joining());
        return category + message(event);
    }

    private static String withoutValues(String text) {
        return SqlErrors.withoutValues(FAILED_SQL.matcher(text).replaceAll("[Failed SQL: ***]"));
    }

    /** The exception of the event, null without one: one line, or with its frames and causes where {@code full}. */
    static @Nullable String exception(ILoggingEvent event, boolean full) {
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            return full ? trace(proxy.getThrowable()) : describe(proxy.getThrowable());
        }
        return null;
    }

    /** Class and, where that is known to be safe, message. */
    private static String describe(Throwable problem) {
        String name = problem.getClass().getName();
        if (problem instanceof SQLException sql) {
            return name + ": " + SqlErrors.describe(sql);
        }
        boolean own = problem instanceof MigrationException || problem instanceof ConfigurationException;
        return own ? name + ": " + problem.getMessage() : name;
    }

    private static String trace(Throwable problem) {
        StringBuilder text = new StringBuilder();
        for (Throwable at = problem; at != null; at = at.getCause()) {
            text.append(at == problem ? "" : "\ncaused by ").append(describe(at));
            for (StackTraceElement frame : at.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }
}
