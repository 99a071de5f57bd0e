package dev.ragflow.migrator.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting is wrong, missing or contradicts another. The message is one line that names the setting and where it was
 * read from, and never holds a password; there is no cause, since parsers quote what they could not read.
 */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message for the operator; line breaks and control characters in it become blanks */
    public ConfigurationException(String message) {
        super(message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip());
    }

    static ConfigurationException of(Setting setting, String problem, Reading reading) {
        return new ConfigurationException(setting.flag() + ": " + problem + " (from " + reading.origin() + ")");
    }

    /** A value as messages quote it: in quotes, cut where it is long. Not for passwords. */
    static String quoted(@Nullable String value) {
        String text = String.valueOf(value);
        return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
    }
}
