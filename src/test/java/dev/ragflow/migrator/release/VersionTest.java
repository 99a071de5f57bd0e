package dev.ragflow.migrator.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class VersionTest {

    private static final List<String> ASCENDING = List.of(
            "v0.9",
            "v0.26.0.dev3",
            "v0.26.0a1",
            "v0.26.0b2.dev1",
            "v0.26.0b2",
            "v0.26.0rc1",
            "v0.26.0",
            "v0.26.0.post1.dev2",
            "v0.26.0-1",
            "v0.26.0.post2",
            "v0.26.1",
            "v0.26.10",
            "v0.27.0",
            "v1.0.0-rc1.dev1",
            "v1.0.0-rc1",
            "v1.0.0");

    @Test
    void ordersAsPep440Does() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                Version left = Version.parse(ASCENDING.get(i)).orElseThrow();
                Version right = Version.parse(ASCENDING.get(j)).orElseThrow();
                assertThat(Integer.signum(left.compareTo(right)))
                        .as("%s and %s", ASCENDING.get(i), ASCENDING.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0, v1.0.0", "V1.0.0-RC1, 1.0c1", "1.0.alpha, 1.0a0", " 0.26.1 , v0.26.1", "1.0+local, 1.0"})
    void spellingsOfOneVersionAreEqual(String left, String right) {
        assertThat(Version.parse(left)).isEqualTo(Version.parse(right)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "nightly-2026", "v", "1..2", "99999999999.1"})
    void otherTextsAreNoVersions(String text) {
        assertThat(Version.parse(text)).isEmpty();
    }
}
