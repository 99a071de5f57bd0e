package dev.ragflow.migrator.model.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.TextPlan;
import dev.ragflow.migrator.model.tables.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class TextPlansTest {

    private static TextPlan plan(String text) {
        return new TextPlan(true, 1, 2, text, 3, false, new TextPlan.Counts(0, List.of()));
    }

    /** Owners with and without RAGFlow's form of ids. */
    private static TextPlans.Key key(int number) {
        String owner = number % 2 == 0 ? new PackedId(0, number).text() : "kb " + number;
        return new TextPlans.Key(owner, Fingerprint.of("text " + number % 10), 0);
    }

    private static void keep(TextPlans plans, TextPlans.Key key, TextPlan plan) {
        plans.keep(Map.of(key, plan), plans.generation());
    }

    @Test
    void keepsThePlansOfManyMoreTextsThanThereAreDifferentOnes() {
        TextPlans plans = new TextPlans(16 << 20);
        int texts = 45_000;
        for (int i = 0; i < texts; i++) {
            keep(plans, key(i), plan("name " + i % 100));
        }
        assertThat(IntStream.range(0, texts)
                        .filter(i -> !plan("name " + i % 100).equals(plans.get(key(i))))
                        .findFirst())
                .isEmpty();
        assertThat(plans.get(key(texts))).isNull();
    }

    @Test
    void tellsOwnersTextsTimesAndWhatIsCountedApart() {
        TextPlans plans = new TextPlans(1 << 20);
        String one = "0123456789abcdef0123456789abcdef";
        String other = "0123456789abcdef0123456789abcdee";
        List<TextPlans.Key> keys = List.of(
                new TextPlans.Key(one, Fingerprint.of("a"), 0),
                new TextPlans.Key(other, Fingerprint.of("a"), 0),
                new TextPlans.Key(one, Fingerprint.of("b"), 0),
                new TextPlans.Key(one, Fingerprint.of("a"), 1),
                new TextPlans.Key(one, Fingerprint.of("a"), 2),
                new TextPlans.Key("", Fingerprint.of("a"), 0));
        for (int i = 0; i < keys.size(); i++) {
            keep(
                    plans,
                    keys.get(i),
                    new TextPlan(
                            true,
                            0,
                            0,
                            "",
                            0,
                            false,
                            new TextPlan.Counts(i, List.of("reason").subList(0, i % 2))));
        }
        for (int i = 0; i < keys.size(); i++) {
            TextPlan.Counts counts =
                    Objects.requireNonNull(plans.get(keys.get(i))).counts();
            assertThat(counts.unchanged()).isEqualTo(i);
            assertThat(counts.skipped()).hasSize(i % 2);
        }
        // what was planned anew takes the place of what was there
        keep(plans, keys.get(0), plan("anew"));
        assertThat(plans.get(keys.get(0))).isEqualTo(plan("anew"));
    }

    @Test
    void beyondItsBoundForgetsWhatNobodyHasAskedForLately() {
        TextPlans plans = new TextPlans(200_000);
        keep(plans, key(-1), plan("asked for"));
        keep(plans, key(-2), plan("not asked for"));
        for (int i = 0; i < 50_000; i++) {
            keep(plans, key(i), plan("name " + i));
            assertThat(plans.get(key(-1))).isEqualTo(plan("asked for"));
        }
        assertThat(plans.get(key(-2))).isNull();
        assertThat(plans.get(key(49_999))).isEqualTo(plan("name 49999"));
        long kept = IntStream.range(0, 50_000)
                .filter(i -> plans.get(key(i)) != null)
                .count();
        assertThat(kept).isBetween(100L, 800L);
    }

    @Test
    void takesNoPlanThatWasMadeBeforeItForgotAll() {
        TextPlans plans = new TextPlans(1 << 20);
        int before = plans.generation();
        keep(plans, key(1), plan("name"));
        plans.clear();
        assertThat(plans.get(key(1))).isNull();
        plans.keep(Map.of(key(1), plan("name")), before);
        assertThat(plans.get(key(1))).isNull();
        keep(plans, key(1), plan("new name"));
        assertThat(plans.get(key(1))).isEqualTo(plan("new name"));
    }
}
