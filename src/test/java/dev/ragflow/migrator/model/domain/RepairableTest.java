package dev.ragflow.migrator.model.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class RepairableTest {

    @Test
    void saysNothingWhereNothingIsMissing() {
        Repairable nothing = new Repairable(0, 0, 0, 0, 0);
        assertThat(nothing.parts()).isEmpty();
        assertThat(nothing.count()).isZero();
    }

    @Test
    void saysWhatARepairWouldDo() {
        Repairable some = new Repairable(1, 2, 3_000, 1, 4);
        assertThat(some.parts())
                .containsExactly("1 provider", "2 instances", "3,000 models", "1 model in another state");
        assertThat(some.count()).isEqualTo(3_004);
    }

    @Test
    void namesOnlyWhatThereIs() {
        assertThat(new Repairable(0, 0, 0, 2, 0).parts()).containsExactly("2 models in another state");
    }
}
