package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A cache bounded by the size of what it keeps")
@Tag("fast")
class BoundedCacheTest {

    private final BoundedCache<String, String> cache = new BoundedCache<>(10, String::length);

    /** Asks in an order that leaves the keys as they were used. */
    private List<String> kept(String... keys) {
        return Stream.of(keys).filter(key -> cache.get(key) != null).toList();
    }

    @Test
    void forgetsWhatWasNotUsedForLongest() {
        cache.put("a", "1234");
        cache.put("b", "1234");
        cache.put("c", "12");
        assertThat(kept("b", "c", "a")).containsExactly("b", "c", "a");

        cache.put("d", "1");

        assertThat(kept("c", "a", "d", "b")).containsExactly("c", "a", "d");
    }

    @Test
    void countsTheDifferenceOfWhatIsReplaced() {
        cache.put("a", "1234");
        for (int i = 0; i < 100; i++) {
            cache.put("b", "123456".substring(i % 3));
        }

        assertThat(kept("a", "b")).containsExactly("a", "b");
        assertThat(cache.get("b")).isEqualTo("123456");

        cache.put("b", "1234567");
        assertThat(kept("a", "b")).containsExactly("b");
    }

    @Test
    void doesNotKeepWhatIsLargerThanAllItMayKeep() {
        cache.put("a", "12345678901");
        assertThat(kept("a")).isEmpty();

        cache.put("a", "1234567890");
        assertThat(kept("a")).containsExactly("a");
    }

    @Test
    void startsAnewOnceItIsCleared() {
        cache.put("a", "1234567890");
        cache.clear();
        assertThat(kept("a")).isEmpty();

        cache.put("b", "12345");
        cache.put("c", "12345");
        assertThat(kept("b", "c")).containsExactly("b", "c");
    }
}
