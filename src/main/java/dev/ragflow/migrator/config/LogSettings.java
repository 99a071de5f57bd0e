package dev.ragflow.migrator.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * What the log shows. Read before the other settings, so that a complaint about those already has the right form.
 *
 * @param format form of a line
 * @param level the lowest level that is shown
 * @param terminationLog where the reason of a failure is left, if asked for
 */
public record LogSettings(LogFormat format, Level level, Optional<Path> terminationLog) {

    /** Text at level info. */
    public static final LogSettings DEFAULT = new LogSettings(LogFormat.TEXT, Level.INFO);

    public LogSettings(LogFormat format, Level level) {
        this(format, level, Optional.empty());
    }

    /** @throws ConfigurationException when a value is unknown, or level and {@code --verbose} contradict each other */
    public static LogSettings load(Flags flags, Map<String, String> variables) {
        Environment environment = new Environment(variables);
        LogFormat format = flags.find(Setting.LOG_FORMAT)
                .or(() -> environment.find(Setting.LOG_FORMAT))
                .map(reading -> constant(LogFormat.class, Setting.LOG_FORMAT, reading))
                .orElse(DEFAULT.format());
        Optional<Level> level =
                level(flags.find(Setting.LOG_LEVEL), verbose(flags.find(Setting.VERBOSE)), "on the command line");
        if (level.isEmpty()) {
            level = level(
                    environment.find(Setting.LOG_LEVEL),
                    verbose(environment.find(Setting.VERBOSE)),
                    "in the environment");
        }
        Optional<Path> terminationLog = flags.find(Setting.TERMINATION_LOG)
                .or(() -> environment.find(Setting.TERMINATION_LOG))
                .map(reading -> TextFile.path(Setting.TERMINATION_LOG, reading));
        return new LogSettings(format, level.orElse(DEFAULT.level()), terminationLog);
    }

    private static Optional<Level> level(Optional<Reading> level, boolean verbose, String where) {
        if (level.isPresent() && verbose) {
            throw new ConfigurationException(
                    Setting.LOG_LEVEL.flag() + " and " + Setting.VERBOSE.flag() + " are both given " + where);
        }
        return verbose
                ? Optional.of(Level.DEBUG)
                : level.map(reading -> constant(Level.class, Setting.LOG_LEVEL, reading));
    }

    private static boolean verbose(Optional<Reading> reading) {
        return reading.map(found -> BooleanText.parse(Setting.VERBOSE, found)).orElse(false);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Setting setting, Reading reading) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(reading.stripped()))
                .findFirst()
                .orElseThrow(() -> ConfigurationException.of(
                        setting,
                        ConfigurationException.quoted(reading.text()) + " is not one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")),
                        reading));
    }
}
