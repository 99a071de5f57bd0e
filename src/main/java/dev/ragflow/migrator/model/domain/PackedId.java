package dev.ragflow.migrator.model.domain;

import java.util.HexFormat;

/** An id in RAGFlow's own form, 32 lower-case hexadecimal digits, or any other 128 bits, in less than half the memory of a text. */
public record PackedId(long high, long low) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 32;

    /** Whether a text has RAGFlow's own form of ids. */
    public static boolean isId(String text) {
        if (text.length() != DIGITS) {
            return false;
        }
        for (int i = 0; i < DIGITS; i++) {
            char digit = text.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** @param digits an id, or a longer text that begins with as many hexadecimal digits */
    public static PackedId of(String digits) {
        return new PackedId(
                Long.parseUnsignedLong(digits, 0, DIGITS / 2, 16),
                Long.parseUnsignedLong(digits, DIGITS / 2, DIGITS, 16));
    }

    /** The id as the database has it. */
    public String text() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    /** Mixed well: ids made one after the other differ in few bits, which may be any. */
    @Override
    public int hashCode() {
        long mixed = high * 0x9E3779B97F4A7C15L ^ low;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return (int) (mixed ^ mixed >>> 32);
    }
}
