package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a column holds, byte for byte, in 64 characters: MySQL's collations take texts for equal that are not, and long texts need
 * not be sent to be compared.
 */
public final class Fingerprint {

    private Fingerprint() {}

    /** The server's fingerprint of an expression; NULL for NULL. */
    public static String sql(Dialect dialect, String text) {
        return dialect.isPostgres()
                ? "encode(sha256(convert_to(" + text + ", 'UTF8')), 'hex')"
                : "SHA2(CONVERT(" + text + " USING utf8mb4), 256)";
    }

    /** The same fingerprint, made here. */
    public static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
