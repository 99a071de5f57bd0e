package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.TextPlan;
import dev.ragflow.migrator.model.tables.Fingerprint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with texts that rows share: documents repeat the configuration of their knowledge base, and come in the order
 * of their own ids, so that the next one has any of all knowledge bases. Kept up to a bound of memory; beyond it goes what nobody
 * has asked for lately. Used by several threads.
 */
final class TextPlans {

    /**
     * A text of an owner.
     *
     * @param owner what the column with the owner holds
     * @param fingerprint of the text
     * @param writtenAt when it was written, where that counts; else 0
     */
    public record Key(String owner, String fingerprint, long writtenAt) {

        /** The same in 128 bits. */
        PackedId packed() {
            String whose = writtenAt == 0 ? owner : owner + '@' + writtenAt;
            PackedId id = PackedId.of(PackedId.isId(whose) ? whose : Fingerprint.of(whose));
            // one half of the text's fingerprint is as good as random; of equal texts the owner tells
            PackedId text = PackedId.of(fingerprint);
            return new PackedId(text.high() ^ id.high(), text.low() ^ id.low());
        }
    }

    private final long bound;
    private PackedPlans lately;
    private PackedPlans before;
    private int generation;

    TextPlans() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    /** @param bound how many bytes are kept, about */
    TextPlans(long bound) {
        this.bound = bound;
        this.lately = empty();
        this.before = empty();
    }

    private PackedPlans empty() {
        return new PackedPlans(bound / 2);
    }

    synchronized @Nullable TextPlan get(Key key) {
        PackedId packed = key.packed();
        TextPlan plan = lately.get(packed);
        if (plan == null) {
            plan = before.get(packed);
            if (plan != null) {
                put(packed, plan);
            }
        }
        return plan;
    }

    /** Tells plans made before the last {@link #clear} from later ones. */
    synchronized int generation() {
        return generation;
    }

    /** Does nothing with plans of a generation that is over. */
    synchronized void keep(Map<Key, TextPlan> more, int madeIn) {
        if (madeIn == generation) {
            more.forEach((key, plan) -> put(key.packed(), plan));
        }
    }

    private void put(PackedId key, TextPlan plan) {
        if (lately.isFull()) {
            before = lately;
            lately = empty();
        }
        lately.put(key, plan);
    }

    synchronized void clear() {
        lately = empty();
        before = empty();
        generation++;
    }
}
