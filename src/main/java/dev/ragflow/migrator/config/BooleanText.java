package dev.ragflow.migrator.config;

import java.util.Locale;
import java.util.Set;

/** Yes and no as YAML files and shells write them. */
final class BooleanText {

    private static final Set<String> YES = Set.of("true", "yes", "on", "1");
    private static final Set<String> NO = Set.of("false", "no", "off", "0");

    private BooleanText() {}

    static boolean parse(Setting setting, Reading reading) {
        String text = reading.stripped().toLowerCase(Locale.ROOT);
        if (!YES.contains(text) && !NO.contains(text)) {
            throw ConfigurationException.of(
                    setting, ConfigurationException.quoted(text) + " is neither true nor false", reading);
        }
        return YES.contains(text);
    }
}
