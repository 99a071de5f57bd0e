package dev.ragflow.migrator.oracle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Repeatable made-up credentials: the same label always gives the same text, and no two labels give the same. */
final class TestSecrets {

    private final Map<String, String> texts = new TreeMap<>();

    /** {@code sk-} and 28 characters that occur nowhere else. */
    String key(String label) {
        return "sk-" + text(label, 28);
    }

    /** {@code length} hexadecimal digits that occur nowhere else. */
    String text(String label, int length) {
        return texts.computeIfAbsent(label, name -> digits(name, length));
    }

    /** The same text as {@link #text} gives, in capitals: another credential. */
    String capitals(String label, int length) {
        return texts.computeIfAbsent(
                label + " in capitals", name -> digits(label, length).toUpperCase(Locale.ROOT));
    }

    /** A PEM block of four lines. */
    String pem(String label) {
        return "-----BEGIN PRIVATE KEY-----\n" + text(label + ", first line", 64) + "\n"
                + text(label + ", second line", 64) + "\n-----END PRIVATE KEY-----\n";
    }

    List<String> all() {
        return List.copyOf(texts.values());
    }

    private static String digits(String label, int length) {
        StringBuilder digits = new StringBuilder();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; digits.length() < length; i++) {
                digits.append(HexFormat.of()
                        .formatHex(digest.digest(("secret " + label + " " + i).getBytes(StandardCharsets.UTF_8))));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return digits.substring(0, length);
    }
}
