package dev.ragflow.migrator.model.domain;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognises keys that RAGFlow's own script stored wrongly: cut at the column's width, or with their backslashes eaten. The script
 * stores the old column as it is, so that a key in JSON stands there with its object, and {@code is_tools} beside it.
 */
public final class DamagedKey {

    /** Width of {@code tenant_model_instance.api_key} in RAGFlow's schema, in characters. */
    private static final int WIDTH = 512;

    /** The flag with one of the commas around it. */
    private static final Pattern TOOLS =
            Pattern.compile(",\\s*\"is_tools\"\\s*:\\s*\\w+|\"is_tools\"\\s*:\\s*\\w+\\s*,\\s*");

    private DamagedKey() {}

    /**
     * Whether {@code stored} is what the script makes of a credential; a sound key is not damaged.
     *
     * @param stored what the instance has
     * @param key the decoded key
     */
    public static boolean is(String stored, String key) {
        if (stored.isEmpty() || stored.equals(key)) {
            return false;
        }
        return isMadeOf(stored, key)
                || isMadeOf(stored, unescaped(key))
                || (stored.startsWith("{")
                        && !key.isEmpty()
                        && isMadeOfObject(TOOLS.matcher(stored).replaceAll(""), isCut(stored), key));
    }

    private static boolean isMadeOf(String stored, String whole) {
        return stored.equals(whole) || stored.equals(cut(whole));
    }

    /** The object with which RAGFlow wraps a key, or the whole payload; {@code stored} is without the flag. */
    private static boolean isMadeOfObject(String stored, boolean isCut, String key) {
        return Stream.of(unescaped(key), unescaped("{\"api_key\": " + Json.literal(key) + "}"))
                .anyMatch(object -> isCut ? object.startsWith(stored) : object.equals(stored));
    }

    private static boolean isCut(String stored) {
        return stored.codePointCount(0, stored.length()) == WIDTH;
    }

    private static String cut(String key) {
        return key.codePointCount(0, key.length()) <= WIDTH ? key : key.substring(0, key.offsetByCodePoints(0, WIDTH));
    }

    /** What MySQL reads in a string literal of this text. */
    private static String unescaped(String key) {
        StringBuilder text = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c != '\\' || i + 1 == key.length()) {
                text.append(c);
                continue;
            }
            i++;
            text.append(
                    switch (key.charAt(i)) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case 'b' -> '\b';
                        case '0' -> '\0';
                        case 'Z' -> '\032';
                        default -> key.charAt(i);
                    });
        }
        return text.toString();
    }
}
