package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.domain.PackedId;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The table of packed ids")
@Tag("fast")
class PackedIdTableTest {

    /** How ids may follow each other; each begins with that of zeros alone. */
    private enum Series {
        ONE_BY_ONE(i -> new PackedId(0, i)),
        IN_THE_FIRST_HALF(i -> new PackedId(i, 0)),
        IN_THE_FIRST_DIGITS(i -> new PackedId(i << 46, 0)),
        IN_THE_MIDDLE(i -> new PackedId(0, i << 46)),
        // as Python's uuid1 makes them: one machine's differ in the first digits
        BY_TIME_ON_ONE_MACHINE(
                i -> i == 0 ? new PackedId(0, 0) : new PackedId(i * 1_000 << 32, 0x8f3b_0242_ac12_0006L)),
        WITH_EQUAL_HALVES(i -> new PackedId(i, i)),
        WITH_HALVES_THAT_ARE_EACH_OTHERS_COMPLEMENT(i -> i == 0 ? new PackedId(0, 0) : new PackedId(i, ~i));

        private final LongFunction<PackedId> id;

        Series(LongFunction<PackedId> id) {
            this.id = id;
        }
    }

    @ParameterizedTest
    @EnumSource(Series.class)
    void numbersIdsInTheOrderTheyCome(Series series) {
        int ids = 20_000;
        PackedIdTable table = new PackedIdTable(0);
        assertThat(LongStream.range(0, ids)
                        .filter(i -> table.find(series.id.apply(i)) != PackedIdTable.NONE
                                || table.add(series.id.apply(i)) != i))
                .isEmpty();
        assertThat(LongStream.range(0, ids)
                        .filter(i -> table.find(series.id.apply(i)) != i || table.add(series.id.apply(i)) != i))
                .isEmpty();
        assertThat(table.size()).isEqualTo(ids);
        assertThat(table.find(series.id.apply(ids))).isEqualTo(PackedIdTable.NONE);
    }

    /** 65,536 random numbers below 65,536 are 41,427 different ones; with fewer the table is as slow as a list. */
    @ParameterizedTest
    @EnumSource(Series.class)
    void idsThatDifferInFewBitsLieFarApart(Series series) {
        assertThat(LongStream.range(0, 1 << 16)
                        .map(i -> series.id.apply(i).hashCode() & 0xffff)
                        .distinct()
                        .count())
                .isGreaterThan(40_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsWhatAMapKeeps(long seed) {
        Random random = new Random(seed);
        Map<PackedId, Kept> map = new HashMap<>();
        PackedIdTable table = new PackedIdTable(2);
        for (long i = 1; i <= 200_000; i++) {
            // some come often, some differ in one half alone
            PackedId id =
                    switch (random.nextInt(3)) {
                        case 0 -> new PackedId(random.nextInt(100) - 50L, random.nextInt(100) - 50L);
                        case 1 -> new PackedId(random.nextInt(3), random.nextLong());
                        default -> new PackedId(random.nextLong(), 0);
                    };
            Kept before = map.getOrDefault(id, new Kept(PackedIdTable.NONE, 0, 0));
            assertThat(table.find(id)).isEqualTo(before.number());
            int number = table.add(id);
            Kept after = new Kept(before.times() == 0 ? map.size() : before.number(), before.times() + 1, i);
            assertThat(table.value(number, 0)).isEqualTo(before.times());
            assertThat(table.value(number, 1)).isEqualTo(before.last());
            table.setValue(number, 0, after.times());
            table.setValue(number, 1, after.last());
            map.put(id, after);
        }
        assertThat(map).containsKey(new PackedId(0, 0)).hasSize(table.size());
        map.forEach((id, kept) -> {
            int number = table.find(id);
            assertThat(new Kept(number, table.value(number, 0), table.value(number, 1)))
                    .isEqualTo(kept);
        });
    }

    /** What a table keeps of an id: its number, and as values how often and when it last came. */
    private record Kept(int number, long times, long last) {}

    @Test
    void takesAsLittleAsItSays() {
        PackedIdTable table = new PackedIdTable(1);
        assertThat(table.bytesWithOneMore()).isLessThan(30_000);
        for (int i = 1; i <= 100_000; i++) {
            long told = table.bytesWithOneMore();
            table.add(new PackedId(i, i));
            long block = 1_024 * 24L;
            assertThat(told).isBetween(i * (24L + 5), (i + 1_024) * (24L + 11) + block);
        }
    }
}
