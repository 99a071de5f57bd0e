package dev.ragflow.migrator.model.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much of what worked before still means the same.
 *
 * @param models rows of tenant_llm that lead to the same decoded credential, base URL, type and state
 * @param references stored references that lead to a model for their purpose
 */
public record Preservation(Count models, Count references) {

    /**
     * A count.
     *
     * @param preserved how many are what they were
     * @param lost how many are not
     * @param samples where the first five lost ones are; no credentials
     * @param notCounted how many take no part, by reason: never resolved, changed by users since, not supported by the release
     */
    public record Count(long preserved, long lost, List<String> samples, SortedMap<String, Long> notCounted) {

        public Count {
            samples = List.copyOf(samples);
            notCounted = new TreeMap<>(Map.copyOf(notCounted));
        }

        public long total() {
            return preserved + lost;
        }
    }

    /** One line with the numbers, and one with what is not counted, if there is any. */
    public List<String> lines() {
        String counts = String.format(
                Locale.ROOT,
                "Preserved: %,d of %,d models, %,d of %,d references",
                models.preserved(),
                models.total(),
                references.preserved(),
                references.total());
        String apart = Stream.concat(apart("models", models), apart("references", references))
                .collect(Collectors.joining("; "));
        return apart.isEmpty() ? List.of(counts) : List.of(counts, "Not counted: " + apart);
    }

    private static Stream<String> apart(String what, Count count) {
        return count.notCounted().entrySet().stream()
                .map(reason -> String.format(Locale.ROOT, "%,d %s %s", reason.getValue(), what, reason.getKey()));
    }
}
