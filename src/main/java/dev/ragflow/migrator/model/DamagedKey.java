package dev.ragflow.migrator.model;

/** Recognises keys that RAGFlow's own script stored wrongly: cut at the column's width, or with their backslashes eaten. */
final class DamagedKey {

    /** Width of {@code tenant_model_instance.api_key} in RAGFlow's schema, in characters. */
    private static final int WIDTH = 512;

    private DamagedKey() {}

    /** Whether {@code stored} is what the script makes of {@code key}; a sound key is not damaged. */
    static boolean is(String stored, String key) {
        if (stored.isEmpty() || stored.equals(key)) {
            return false;
        }
        return stored.equals(cut(key)) || stored.equals(unescaped(key)) || stored.equals(cut(unescaped(key)));
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
