package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.PackedId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link Packer} wrote, in the same order. */
public final class Unpacker {

    private final NumberedTexts shared;
    private final byte[] bytes;
    private int position;
    private long lastHigh;

    public Unpacker(NumberedTexts shared, byte[] bytes) {
        this.shared = shared;
        this.bytes = bytes;
    }

    /** A number from 0 to 255. */
    public int one() {
        return Byte.toUnsignedInt(bytes[position++]);
    }

    public boolean flag() {
        return bytes[position++] != 0;
    }

    public long number() {
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
    public int count() {
        return (int) number();
    }

    @Nullable
    Long numberOrNull() {
        return flag() ? Long.valueOf(number()) : null;
    }

    public String text() {
        int known = (int) number();
        if (known != NumberedTexts.NONE) {
            return shared.text(known);
        }
        int length = (int) number();
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    public String id() {
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
