package dev.ragflow.migrator.model;

import java.util.HashSet;
import java.util.Set;

/** Ids of tenants, 16 bytes each where they are 32 hexadecimal digits, as RAGFlow makes them: a set of millions stays small. */
final class TenantSet {

    private static final int ID_LENGTH = 32;

    private final Set<String> others = new HashSet<>();
    private long[] table = new long[2 * 1_024];
    private int size;
    private boolean hasZero;

    /** Whether the tenant was not there yet. */
    boolean add(String tenant) {
        if (!isHex(tenant)) {
            return others.add(tenant);
        }
        long high = Long.parseUnsignedLong(tenant, 0, ID_LENGTH / 2, 16);
        long low = Long.parseUnsignedLong(tenant, ID_LENGTH / 2, ID_LENGTH, 16);
        if (high == 0 && low == 0) {
            // an empty slot looks the same
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        if (!add(high, low)) {
            return false;
        }
        if (++size > table.length / 4) {
            grow();
        }
        return true;
    }

    private boolean add(long high, long low) {
        int mask = table.length / 2 - 1;
        long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 33) & mask;
        while (table[2 * slot] != 0 || table[2 * slot + 1] != 0) {
            if (table[2 * slot] == high && table[2 * slot + 1] == low) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        table[2 * slot] = high;
        table[2 * slot + 1] = low;
        return true;
    }

    private void grow() {
        long[] former = table;
        table = new long[2 * former.length];
        for (int i = 0; i < former.length; i += 2) {
            if (former[i] != 0 || former[i + 1] != 0) {
                add(former[i], former[i + 1]);
            }
        }
    }

    private static boolean isHex(String tenant) {
        if (tenant.length() != ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < ID_LENGTH; i++) {
            char c = tenant.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
