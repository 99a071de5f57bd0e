package dev.ragflow.migrator.model;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/**
 * Makes the ids of new rows: 32 lower-case hexadecimal characters, a UUID of version 7 without dashes. Its leading time keeps
 * inserts in index order.
 */
final class ModelIds {

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ModelIds(Clock clock) {
        this.clock = clock;
    }

    String next() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        long millis = clock.millis();
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) (millis >>> (40 - 8 * i));
        }
        bytes[6] = (byte) (0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte) (0x80 | (bytes[8] & 0x3f));
        return HexFormat.of().formatHex(bytes);
    }
}
