package dev.ragflow.migrator.model.domain;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a database compares the texts of a column, near enough to tell which provider or model names it takes for one. Decided
 * from the collation's name.
 *
 * @param ignoresCase whether {@code a} equals {@code A}
 * @param ignoresAccents whether {@code a} equals {@code ä}
 * @param ignoresTrailingBlanks whether {@code a} equals {@code a } (MySQL's PAD SPACE)
 */
public record Collation(boolean ignoresCase, boolean ignoresAccents, boolean ignoresTrailingBlanks) {

    /** Byte by byte: PostgreSQL, whose default collations order texts but never call two of them equal. */
    public static final Collation BINARY = new Collation(false, false, false);

    /** The rules behind the name of a MySQL or MariaDB collation; without a name, binary. */
    public static Collation ofMySql(@Nullable String collation) {
        if (collation == null || collation.equals("binary")) {
            return BINARY;
        }
        String name = collation.toLowerCase(Locale.ROOT);
        boolean ignoresCase = name.endsWith("_ci") || name.contains("_ci_");
        boolean ignoresAccents = ignoresCase && !name.contains("_as_ci");
        boolean noPad = name.contains("_0900_") || name.contains("nopad");
        return new Collation(ignoresCase, ignoresAccents, !noPad);
    }

    /** Two texts are the same to the database if their keys are equal. */
    public String key(String text) {
        String key = ignoresTrailingBlanks ? text.stripTrailing() : text;
        if (isAscii(key)) {
            return ignoresCase ? lowerCase(key) : key;
        }
        if (ignoresAccents) {
            key = Normalizer.normalize(key, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
        }
        return ignoresCase ? key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : key;
    }

    /** Of ASCII; the very same text where nothing changes, as with most names. */
    private static String lowerCase(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (ascii.charAt(i) >= 'A' && ascii.charAt(i) <= 'Z') {
                return ascii.toLowerCase(Locale.ROOT);
            }
        }
        return ascii;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
