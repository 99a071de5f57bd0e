package dev.ragflow.migrator.model.domain;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the ids of new rows: 32 lower-case hexadecimal characters, a UUID of version 7 without dashes. Its leading time and number
 * make each higher than the one before: a server adds such rows at the end of its indexes, and tells two ids apart by their first
 * half. The rest is chance. May be used by several threads.
 */
public final class ModelIds {

    /** Bits of the number that tells apart the ids of one millisecond; where these do not suffice, the next one is drawn on. */
    private static final int NUMBER_BITS = 12;

    /** Characters of {@link #beginnings}. */
    private static final int BEGINNING = 29;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    public ModelIds(Clock clock) {
        this.clock = clock;
    }

    public String next() {
        return id(reserve(1));
    }

    /** The first 29 characters of ids, in their order; whatever the other three are, no other id lies between two of these. */
    public List<String> beginnings(int count) {
        List<String> beginnings = new ArrayList<>(count);
        long first = reserve(count);
        for (int i = 0; i < count; i++) {
            beginnings.add(id(first + i).substring(0, BEGINNING));
        }
        return beginnings;
    }

    /** The first of so many successive moments that nobody else gets; the clock may stand still, or be put back. */
    private long reserve(int count) {
        long now = clock.millis() << NUMBER_BITS;
        return last.updateAndGet(before -> Math.max(before + 1, now) + count - 1) - count + 1;
    }

    private String id(long moment) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        long millis = moment >>> NUMBER_BITS;
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (millis >>> (40 - 8 * i));
        }
        bytes[6] = (byte) (0x70 | ((moment >>> 8) & 0x0f));
        bytes[7] = (byte) moment;
        bytes[8] = (byte) (0x80 | (bytes[8] & 0x3f));
        return HexFormat.of().formatHex(bytes);
    }
}
