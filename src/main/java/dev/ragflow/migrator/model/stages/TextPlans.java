package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.TextPlan;
import dev.ragflow.migrator.model.tables.BoundedCache;
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

    /** A plan, and how much memory it takes for this text: nothing of its own where other texts have the same. */
    private record Kept(TextPlan plan, long bytes) {}

    /** What a text takes beside its plan. */
    private static final int TEXT = 120;

    private static final int PLAN = 300;

    private final BoundedCache<PackedId, Kept> texts;

    /** There are far more texts, each with its owner, than different things to be done with them. */
    private final BoundedCache<TextPlan, TextPlan> plans;

    private int generation;

    TextPlans() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    /** @param bound how many bytes are kept, about */
    TextPlans(long bound) {
        this.texts = new BoundedCache<>(bound, Kept::bytes);
        this.plans = new BoundedCache<>(bound / 8, TextPlans::bytes);
    }

    private static long bytes(TextPlan plan) {
        return PLAN + 2L * plan.text().length();
    }

    synchronized @Nullable TextPlan get(Key key) {
        Kept kept = texts.get(key.packed());
        return kept == null ? null : kept.plan();
    }

    /** Tells plans made before the last {@link #clear} from later ones. */
    synchronized int generation() {
        return generation;
    }

    /** Does nothing with plans of a generation that is over. */
    synchronized void keep(Map<Key, TextPlan> more, int madeIn) {
        if (madeIn == generation) {
            more.forEach((key, plan) -> texts.put(key.packed(), kept(plan)));
        }
    }

    private Kept kept(TextPlan plan) {
        TextPlan known = plans.get(plan);
        if (known != null) {
            return new Kept(known, TEXT);
        }
        plans.put(plan, plan);
        return new Kept(plan, TEXT + bytes(plan));
    }

    synchronized void clear() {
        texts.clear();
        plans.clear();
        generation++;
    }
}
