package dev.ragflow.migrator.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ChunkSizeTest {

    private static int after(ChunkSize size, long millis) {
        size.took(Duration.ofMillis(millis), size.rows());
        return size.rows();
    }

    @Test
    void growsByHalfAtMost() {
        ChunkSize size = new ChunkSize(ChunkSize.Bounds.DEFAULT);

        assertThat(size.rows()).isEqualTo(1_000);
        assertThat(after(size, 1)).isEqualTo(1_500);
        assertThat(after(size, 400)).isEqualTo(1_875);
        assertThat(after(size, 500)).isEqualTo(1_875);
    }

    @Test
    void shrinksAtOnceWhenFarOver() {
        ChunkSize size = new ChunkSize(ChunkSize.Bounds.DEFAULT);

        assertThat(after(size, 625)).isEqualTo(800);
        assertThat(after(size, 20_000)).isEqualTo(20);
        assertThat(after(size, 20_000)).isEqualTo(10);
    }

    @Test
    void staysWithinItsBounds() {
        ChunkSize size = new ChunkSize(new ChunkSize.Bounds(Duration.ofSeconds(1), 200, 1_200));

        assertThat(after(size, 1)).isEqualTo(1_200);
        assertThat(after(size, 1)).isEqualTo(1_200);
        assertThat(after(size, 60_000)).isEqualTo(200);
        assertThat(new ChunkSize(ChunkSize.Bounds.fixed(7)).rows()).isEqualTo(7);
        assertThat(after(new ChunkSize(ChunkSize.Bounds.fixed(7)), 60_000)).isEqualTo(7);
        assertThatThrownBy(() -> new ChunkSize.Bounds(Duration.ofSeconds(1), 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void learnsNothingFromAChunkThatWasSmallForAnotherReason() {
        ChunkSize size = new ChunkSize(ChunkSize.Bounds.DEFAULT);

        size.took(Duration.ofMillis(1), 100);
        assertThat(size.rows()).isEqualTo(1_000);

        // 100 rows took two seconds: not more than 25 at a time
        size.took(Duration.ofSeconds(2), 100);
        assertThat(size.rows()).isEqualTo(25);
    }
}
