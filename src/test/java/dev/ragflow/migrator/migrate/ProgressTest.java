package dev.ragflow.migrator.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ProgressTest {

    @Test
    void paintsRowsRateAndTimeLeft() throws InterruptedException {
        BlockingQueue<String> painted = new LinkedBlockingQueue<>();
        try (Progress progress = new Progress(painted::add)) {
            progress.begins("model_id_config", "dialog", 2_000);
            assertThat(painted.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("model_id_config [........................] dialog 0 of 2,000 rows (0 %), 0 rows/s");

            painted.clear();
            progress.advanced("model_id_config", "dialog", 1_000, 2_000);
            painted.poll(10, TimeUnit.SECONDS);
            assertThat(painted.poll(10, TimeUnit.SECONDS))
                    .startsWith("model_id_config [############............] dialog 1,000 of 2,000 rows (50 %), ")
                    .containsPattern("rows/s, about [0-9]+ s left");

            progress.ended("model_id_config", "dialog");
            painted.removeIf(text -> !text.isEmpty());
            assertThat(painted).containsExactly("");
        }
    }
}
