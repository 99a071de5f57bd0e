package dev.ragflow.migrator.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with texts, in about thirty bytes a text: there are far more texts, each with its owner, than different things
 * to be done with them.
 */
final class PackedPlans {

    /** What tells a text and its owner from all others. */
    record Key(long high, long low) {}

    private static final int FIRST_SLOTS = 1 << 10;

    /** Two halves of a key, and the number of a plan. */
    private static final int SLOT = 2 * Long.BYTES + Integer.BYTES;

    /** What a plan takes beside its text. */
    private static final int PLAN = 250;

    private final long bound;
    private final Map<TextPlan, Integer> numbers = new HashMap<>();
    private final List<TextPlan> plans = new ArrayList<>();
    private long[] keys = new long[2 * FIRST_SLOTS];

    /** By slot, which of the plans it has, from 1 on; 0 where the slot is free. */
    private int[] slots = new int[FIRST_SLOTS];

    private int used;
    private long texts;

    /** @param bound how many bytes it may take, about */
    PackedPlans(long bound) {
        this.bound = bound;
    }

    @Nullable
    TextPlan get(Key key) {
        int number = slots[slot(key)];
        return number == 0 ? null : plans.get(number - 1);
    }

    /** Whether nothing more should come in. */
    boolean isFull() {
        long size = (long) slots.length * SLOT;
        return texts + (isCrowded() ? 2 * size : size) > bound;
    }

    void put(Key key, TextPlan plan) {
        if (isCrowded()) {
            grow();
        }
        int slot = slot(key);
        if (slots[slot] == 0) {
            used++;
            keys[2 * slot] = key.high();
            keys[2 * slot + 1] = key.low();
        }
        slots[slot] = number(plan);
    }

    private int number(TextPlan plan) {
        Integer known = numbers.get(plan);
        if (known == null) {
            plans.add(plan);
            known = plans.size();
            numbers.put(plan, known);
            texts += PLAN + 2L * plan.text().length();
        }
        return known;
    }

    /** Where the key is, or the free slot where it would be; keys are as good as random. */
    private int slot(Key key) {
        int mask = slots.length - 1;
        int slot = (int) key.low() & mask;
        while (slots[slot] != 0 && (keys[2 * slot] != key.high() || keys[2 * slot + 1] != key.low())) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isCrowded() {
        return used >= slots.length / 4 * 3;
    }

    private void grow() {
        long[] formerKeys = keys;
        int[] formerSlots = slots;
        keys = new long[2 * formerKeys.length];
        slots = new int[2 * formerSlots.length];
        for (int former = 0; former < formerSlots.length; former++) {
            if (formerSlots[former] != 0) {
                Key key = new Key(formerKeys[2 * former], formerKeys[2 * former + 1]);
                int slot = slot(key);
                keys[2 * slot] = key.high();
                keys[2 * slot + 1] = key.low();
                slots[slot] = formerSlots[former];
            }
        }
    }
}
