package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.PackedId;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each id a number, from 0 on in the order they come, and keeps some values with it. Takes 16 bytes an id, 8 for each of its
 * values, and 5 to 11 to find it again.
 */
public final class PackedIdTable {

    /** The number of an id that is not there. */
    public static final int NONE = -1;

    private static final int BLOCK = 1 << 10;
    private static final int KEY = 2;

    private final int width;

    /** By number, the two halves of an id and its values. */
    private final List<long[]> blocks = new ArrayList<>();

    /** Where its hash says or behind it, the number of an id and 1; 0 where the slot is free. */
    private int[] slots = new int[BLOCK];

    private int size;

    /** @param values how many are kept with each id, 0 at first */
    public PackedIdTable(int values) {
        this.width = KEY + values;
    }

    int size() {
        return size;
    }

    /** What it takes once one more id has come in. */
    public long bytesWithOneMore() {
        long rows = (long) (size / BLOCK + 1) * BLOCK * width * Long.BYTES;
        return rows + (long) slots.length * (isCrowded() ? 2 : 1) * Integer.BYTES;
    }

    /** The number of an id, or {@link #NONE}. */
    public int find(PackedId id) {
        return slots[slot(id)] - 1;
    }

    /** The number of an id that is there from now on. */
    public int add(PackedId id) {
        if (isCrowded()) {
            grow();
        }
        int slot = slot(id);
        if (slots[slot] == 0) {
            if (size % BLOCK == 0) {
                blocks.add(new long[BLOCK * width]);
            }
            slots[slot] = ++size;
            put(size - 1, 0, id.high());
            put(size - 1, 1, id.low());
        }
        return slots[slot] - 1;
    }

    public long value(int number, int which) {
        return get(number, KEY + which);
    }

    public void setValue(int number, int which, long value) {
        put(number, KEY + which, value);
    }

    /** Where the id is, or the free slot where it would be. */
    private int slot(PackedId id) {
        int mask = slots.length - 1;
        int slot = id.hashCode() & mask;
        while (slots[slot] != 0 && !isAt(slots[slot] - 1, id)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isAt(int number, PackedId id) {
        return get(number, 0) == id.high() && get(number, 1) == id.low();
    }

    private boolean isCrowded() {
        return size >= slots.length / 4 * 3;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int number = 0; number < size; number++) {
            slots[slot(new PackedId(get(number, 0), get(number, 1)))] = number + 1;
        }
    }

    private long get(int number, int field) {
        return blocks.get(number / BLOCK)[number % BLOCK * width + field];
    }

    private void put(int number, int field, long value) {
        blocks.get(number / BLOCK)[number % BLOCK * width + field] = value;
    }
}
