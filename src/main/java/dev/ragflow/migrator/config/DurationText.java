package dev.ragflow.migrator.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: {@code 90}, {@code 90s}, {@code 500ms}, {@code 5m}, {@code 1h}. */
final class DurationText {

    /** Nine digits of hours still fit a {@link Duration} and a {@code long} of milliseconds. */
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|[smh]?)");

    private DurationText() {}

    static Duration parse(Setting setting, Reading reading) {
        String text = reading.stripped().toLowerCase(Locale.ROOT);
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw ConfigurationException.of(
                    setting,
                    ConfigurationException.quoted(text) + " is not a duration such as 30s, 5m, 1h or plain seconds",
                    reading);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "h" -> Duration.ofHours(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofSeconds(amount);
        };
    }
}
