package dev.ragflow.migrator.model;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with texts that rows share: documents repeat the configuration of their knowledge base. Those used last are
 * kept, up to a bound of memory.
 */
final class TextPlans {

    /**
     * A text of an owner.
     *
     * @param owner what the column with the owner holds
     * @param writtenAt when it was written, where that counts; else 0
     */
    record Key(String owner, String fingerprint, long writtenAt) {}

    /** Of characters, and of what an entry takes beside its texts in terms of these. */
    private static final long BOUND = 16L << 20;

    private static final int ENTRY = 400;

    private final LinkedHashMap<Key, TextPlan> plans = new LinkedHashMap<>(16, 0.75f, true);
    private long size;
    private int generation;

    synchronized @Nullable TextPlan get(Key key) {
        return plans.get(key);
    }

    /** Tells plans made before the last {@link #clear} from later ones. */
    synchronized int generation() {
        return generation;
    }

    /** Does nothing with plans of a generation that is over. */
    synchronized void keep(Map<Key, TextPlan> more, int madeIn) {
        if (madeIn != generation) {
            return;
        }
        more.forEach((key, plan) -> {
            TextPlan before = plans.put(key, plan);
            size += sizeOf(plan) - (before == null ? 0 : sizeOf(before));
        });
        Iterator<TextPlan> oldest = plans.values().iterator();
        while (size > BOUND && oldest.hasNext()) {
            size -= sizeOf(oldest.next());
            oldest.remove();
        }
    }

    synchronized void clear() {
        plans.clear();
        size = 0;
        generation++;
    }

    private static int sizeOf(TextPlan plan) {
        return ENTRY + plan.text().length();
    }
}
