package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkerVersionTest {

    @Test
    void versionsFollowPep440() {
        List<MarkerVersion> ordered = List.of(
                        "v0.25.6",
                        "v0.26.0",
                        "v0.26.1",
                        "0.26.10",
                        "v0.27.0.dev1",
                        "v0.27.0a1",
                        "v0.27.0-beta2",
                        "v0.27.0",
                        "v0.27.0.post1",
                        "v1.0.0-rc1.dev1",
                        "v1.0.0-rc1",
                        "v1.0.0rc2",
                        "v1.0.0")
                .stream()
                .map(text -> MarkerVersion.parse(text).orElseThrow())
                .toList();
        List<MarkerVersion> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));
        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(ordered);
    }

    @Test
    void spellingDoesNotMatter() {
        assertThat(MarkerVersion.parse(" V1.0.0-RC1 ")).isEqualTo(MarkerVersion.parse("1.0rc1"));
    }

    @Test
    void aTextIsNoVersion() {
        assertThat(MarkerVersion.parse("nightly")).isEmpty();
    }
}
