package dev.ragflow.migrator.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link Packer} wrote, in the same order. */
final class Unpacker {

    private static final HexFormat HEX = HexFormat.of();

    private final NumberedTexts shared;
    private final byte[] bytes;
    private int position;
    private long lastId;

    Unpacker(NumberedTexts shared, byte[] bytes) {
        this.shared = shared;
        this.bytes = bytes;
    }

    /** A number from 0 to 255. */
    int one() {
        return Byte.toUnsignedInt(bytes[position++]);
    }

    boolean flag() {
        return bytes[position++] != 0;
    }

    long number() {
        long value = 0;
        int shift = 0;
        byte part;
        do {
            part = bytes[position++];
            value |= (long) (part & 0x7f) << shift;
            shift += 7;
        } while (part < 0);
        return (value >>> 1) ^ -(value & 1);
    }

    /** How many things follow. */
    int count() {
        return (int) number();
    }

    @Nullable
    Long numberOrNull() {
        return flag() ? Long.valueOf(number()) : null;
    }

    String text() {
        int known = (int) number();
        if (known != NumberedTexts.NONE) {
            return shared.text(known);
        }
        int length = (int) number();
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    String id() {
        if (!flag()) {
            return text();
        }
        lastId += number();
        position += Packer.HALF / 2;
        return HEX.toHexDigits(lastId) + HEX.formatHex(bytes, position - Packer.HALF / 2, position);
    }
}
