package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of a large table hold the same text of the same owner, found in one pass over the table in its own order. An owner's rows
 * lie all over the table: where it does not fit the server's memory, each of them read by an index is a read from the disk. Takes
 * about sixty bytes for each different text.
 */
final class TextCensus {

    /** Tables with fewer rows are read by the index. */
    static final int LARGE = 200_000;

    private static final long MOST = Runtime.getRuntime().maxMemory() / 4 / 64;

    /** Of one statement. */
    private static final int ROWS = 10_000;

    /** An entry: half of the text's digest, its owner, its first id, and how many rows. */
    private static final int DIGEST = 0;

    private static final int OWNER = 1;
    private static final int FIRST = 3;
    private static final int COUNT = 5;
    private static final int LENGTH = 6;

    private static final int BLOCK = 4_096;
    private static final int NONE = -1;

    private final List<long[]> blocks = new ArrayList<>();
    private int size;

    /** By digest, the entry that has it. */
    private int[] byDigest = filled(1 << 12);

    /** By owner, its newest entry; behind an entry, the owner's one before. */
    private int[] byOwner = filled(1 << 12);

    private int[] before = filled(1 << 12);

    private TextCensus() {}

    /**
     * Reads a table; empty where it is not large, where too many texts are different, or where ids are none of RAGFlow's.
     *
     * @param large from how many rows on it is read
     * @param between called now and then; ends this by throwing
     */
    static Optional<TextCensus> of(Connection connection, SharedTexts texts, int large, Runnable between)
            throws SQLException {
        if (!texts.hasMoreThan(connection, large)) {
            return Optional.empty();
        }
        TextCensus census = new TextCensus();
        String after = null;
        do {
            between.run();
            List<SharedTexts.Digest> rows = texts.digests(connection, after, ROWS);
            for (SharedTexts.Digest row : rows) {
                if (!ModelDirectory.isId(row.owner()) || !ModelDirectory.isId(row.id()) || census.size >= MOST) {
                    return Optional.empty();
                }
                census.add(row);
            }
            after = rows.size() < ROWS ? null : rows.get(ROWS - 1).id();
        } while (after != null);
        return Optional.of(census);
    }

    /** The rows of some owners by their texts. */
    List<SharedTexts.Rows> of(Collection<String> owners) {
        List<SharedTexts.Rows> rows = new ArrayList<>();
        for (String owner : owners) {
            if (ModelDirectory.isId(owner)) {
                for (int entry = byOwner[slotOfOwner(high(owner), low(owner))]; entry != NONE; entry = before[entry]) {
                    String first = "%016x%016x".formatted(get(entry, FIRST), get(entry, FIRST + 1));
                    rows.add(new SharedTexts.Rows(owner, first, get(entry, COUNT)));
                }
            }
        }
        return rows;
    }

    /** Rows come in the order of their ids, so that the first of a text has the smallest. */
    private void add(SharedTexts.Digest row) {
        long high = high(row.owner());
        long low = low(row.owner());
        int slot = slotOfDigest(row.digest(), high, low);
        int entry = byDigest[slot];
        if (entry != NONE) {
            set(entry, COUNT, get(entry, COUNT) + 1);
            return;
        }
        entry = size++;
        if (entry % BLOCK == 0) {
            blocks.add(new long[BLOCK * LENGTH]);
        }
        set(entry, DIGEST, row.digest());
        set(entry, OWNER, high);
        set(entry, OWNER + 1, low);
        set(entry, FIRST, high(row.id()));
        set(entry, FIRST + 1, low(row.id()));
        set(entry, COUNT, 1);
        byDigest[slot] = entry;
        link(entry);
        if (2 * size > byDigest.length) {
            grow();
        }
    }

    private void link(int entry) {
        int slot = slotOfOwner(get(entry, OWNER), get(entry, OWNER + 1));
        before[entry] = byOwner[slot];
        byOwner[slot] = entry;
    }

    private void grow() {
        byDigest = filled(2 * byDigest.length);
        byOwner = filled(byDigest.length);
        before = filled(byDigest.length);
        for (int entry = 0; entry < size; entry++) {
            byDigest[slotOfDigest(get(entry, DIGEST), get(entry, OWNER), get(entry, OWNER + 1))] = entry;
            link(entry);
        }
    }

    private int slotOfDigest(long digest, long high, long low) {
        int slot = (int) digest & (byDigest.length - 1);
        while (byDigest[slot] != NONE && !(get(byDigest[slot], DIGEST) == digest && isOf(byDigest[slot], high, low))) {
            slot = (slot + 1) & (byDigest.length - 1);
        }
        return slot;
    }

    private int slotOfOwner(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (byOwner.length - 1);
        while (byOwner[slot] != NONE && !isOf(byOwner[slot], high, low)) {
            slot = (slot + 1) & (byOwner.length - 1);
        }
        return slot;
    }

    private boolean isOf(int entry, long high, long low) {
        return get(entry, OWNER) == high && get(entry, OWNER + 1) == low;
    }

    private long get(int entry, int field) {
        return blocks.get(entry / BLOCK)[entry % BLOCK * LENGTH + field];
    }

    private void set(int entry, int field, long value) {
        blocks.get(entry / BLOCK)[entry % BLOCK * LENGTH + field] = value;
    }

    private static long high(String id) {
        return Long.parseUnsignedLong(id, 0, 16, 16);
    }

    private static long low(String id) {
        return Long.parseUnsignedLong(id, 16, 32, 16);
    }

    private static int[] filled(int length) {
        int[] empty = new int[length];
        Arrays.fill(empty, NONE);
        return empty;
    }
}
