package dev.ragflow.migrator.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code HH:mm:ss LEVEL message}, one line each; only stack traces, which nobody but debuggers asks for, take more. */
final class TextLayout extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final boolean stackTraces;
    private final boolean colours;

    TextLayout(boolean stackTraces, boolean colours) {
        this.stackTraces = stackTraces;
        this.colours = colours;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(120);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(ZoneId.systemDefault())));
        line.append(' ').append(level(event.getLevel())).append(' ');
        if (!event.getLoggerName().startsWith(LoggingSetup.OWN)) {
            line.append('[').append(event.getLoggerName()).append("] ");
        }
        line.append(oneLine(SafeText.told(event)));
        String exception = SafeText.exception(event, stackTraces);
        if (exception != null) {
            line.append(stackTraces ? System.lineSeparator() + exception : ": " + oneLine(exception));
        }
        return line.append(System.lineSeparator()).toString();
    }

    private String level(Level level) {
        String name = String.format(Locale.ROOT, "%-5s", level);
        if (!colours) {
            return name;
        }
        String colour =
                switch (level.toInt()) {
                    case Level.ERROR_INT -> "\u001B[31m";
                    case Level.WARN_INT -> "\u001B[33m";
                    case Level.INFO_INT -> "\u001B[32m";
                    default -> "\u001B[2m";
                };
        return colour + name + "\u001B[0m";
    }

    /** Names from the database go into messages; none of them may forge a line or steer the terminal. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    }
}
