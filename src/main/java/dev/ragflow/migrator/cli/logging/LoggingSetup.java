package dev.ragflow.migrator.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets up the log of the process: one stream, one form, our own messages at the chosen level and those of libraries only
 * where they matter. Done in code, since reading a configuration file costs time at every start.
 */
public final class LoggingSetup {

    static final String OWN = "dev.ragflow.migrator";

    /** Kept here: java.util.logging forgets the level of a logger that nobody holds. */
    private static final java.util.logging.Logger JUL_LIQUIBASE = java.util.logging.Logger.getLogger("liquibase");

    private static volatile LogFormat format = LogSettings.DEFAULT.format();

    private LoggingSetup() {}

    /** Whether programs read the log. */
    public static boolean isJson() {
        return format == LogFormat.JSON;
    }

    /**
     * Sends the log of the whole process to {@code stream}; may be called again.
     *
     * @param colours whether to colour levels; only text has colours
     */
    public static void configure(LogSettings settings, PrintStream stream, boolean colours) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        format = settings.format();
        attach(context, settings, stream, colours);
        bridgeJavaUtilLogging(settings);
    }

    /**
     * Also hands every error and warning on, without its stack trace.
     *
     * @param problems gets whether it is an error, and its text
     */
    public static void alsoTell(BiConsumer<Boolean, String> problems) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                    problems.accept(event.getLevel().isGreaterOrEqual(Level.ERROR), SafeText.told(event));
                }
            }
        };
        appender.setContext(context);
        appender.setName("problems");
        appender.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    static void attach(LoggerContext context, LogSettings settings, PrintStream stream, boolean colours) {
        boolean debug = isDebug(settings);
        LayoutBase<ILoggingEvent> layout =
                settings.format() == LogFormat.JSON ? new JsonLayout(debug) : new TextLayout(debug, colours);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setName("log");
        appender.setEncoder(encoder);
        appender.setOutputStream(new Unclosed(stream));
        appender.start();

        Level level = Level.convertAnSLF4JLevel(settings.level());
        // below info, libraries log statements and settings, and with them what is stored
        Level libraries = debug ? Level.INFO : Level.WARN;
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level.isGreaterOrEqual(libraries) ? level : libraries);
        root.addAppender(appender);
        context.getLogger(OWN).setLevel(level);
    }

    private static void bridgeJavaUtilLogging(LogSettings settings) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        // turned off at the source: the bridge is slow at throwing messages away
        JUL_LIQUIBASE.setLevel(isDebug(settings) ? java.util.logging.Level.INFO : java.util.logging.Level.WARNING);
    }

    private static boolean isDebug(LogSettings settings) {
        return settings.level().toInt() <= org.slf4j.event.Level.DEBUG.toInt();
    }

    /** The process's own stream, which outlives the log. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
