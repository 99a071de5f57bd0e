package dev.ragflow.migrator.model;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link Packer} wrote, in the same order. */
final class Unpacker {

    private final NumberedTexts shared;
    private final byte[] bytes;
    private int position;
    private long lastHigh;

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
        lastHigh += number();
        long low = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            low = low << Byte.SIZE | one();
        }
        return new PackedId(lastHigh, low).text();
    }
}
