package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.PackedId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes values one behind the other into few bytes, which {@link Unpacker} reads in the same order. */
public final class Packer {

    private final NumberedTexts shared;
    private byte[] bytes = new byte[512];
    private int size;
    private long lastHigh;

    /** @param shared the same for whoever reads */
    public Packer(NumberedTexts shared) {
        this.shared = shared;
    }

    public Packer flag(boolean value) {
        one(value ? 1 : 0);
        return this;
    }

    /** The smaller, the fewer bytes, be it negative or not. */
    public Packer number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            one((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        one((int) rest);
        return this;
    }

    public Packer number(@Nullable Long value) {
        flag(value != null);
        return value == null ? this : number(value.longValue());
    }

    public Packer text(String text) {
        int known = shared.number(text);
        number((long) known);
        if (known == NumberedTexts.NONE) {
            byte[] own = text.getBytes(StandardCharsets.UTF_8);
            number((long) own.length);
            fit(own.length);
            System.arraycopy(own, 0, bytes, size, own.length);
            size += own.length;
        }
        return this;
    }

    /** A number from 0 to 255, or the last eight bits of another. */
    public Packer one(int value) {
        fit(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** A text that most likely has RAGFlow's form of ids, and that no other row has; those made together begin alike. */
    public Packer id(String id) {
        boolean isHex = PackedId.isId(id);
        flag(isHex);
        if (!isHex) {
            return text(id);
        }
        PackedId packed = PackedId.of(id);
        number(packed.high() - lastHigh);
        lastHigh = packed.high();
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            one((int) (packed.low() >>> shift));
        }
        return this;
    }

    public byte[] packed() {
        return Arrays.copyOf(bytes, size);
    }

    private void fit(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
