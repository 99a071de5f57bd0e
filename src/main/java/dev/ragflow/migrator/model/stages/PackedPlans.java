package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.TextPlan;
import dev.ragflow.migrator.model.tables.PackedIdTable;
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

    /** What a plan takes beside its text. */
    private static final int PLAN = 250;

    /** The one value of a text: which of the plans it has. */
    private static final int WHICH = 0;

    private final long bound;
    private final Map<TextPlan, Integer> numbers = new HashMap<>();
    private final List<TextPlan> plans = new ArrayList<>();
    private final PackedIdTable texts = new PackedIdTable(1);
    private long planBytes;

    /** @param bound how many bytes it may take, about */
    PackedPlans(long bound) {
        this.bound = bound;
    }

    /** @param text tells a text and its owner from all others */
    @Nullable
    TextPlan get(PackedId text) {
        int number = texts.find(text);
        return number == PackedIdTable.NONE ? null : plans.get((int) texts.value(number, WHICH));
    }

    /** Whether nothing more should come in. */
    boolean isFull() {
        return planBytes + texts.bytesWithOneMore() > bound;
    }

    void put(PackedId text, TextPlan plan) {
        texts.setValue(texts.add(text), WHICH, number(plan));
    }

    private int number(TextPlan plan) {
        Integer known = numbers.get(plan);
        if (known == null) {
            known = plans.size();
            plans.add(plan);
            numbers.put(plan, known);
            planBytes += PLAN + 2L * plan.text().length();
        }
        return known;
    }
}
