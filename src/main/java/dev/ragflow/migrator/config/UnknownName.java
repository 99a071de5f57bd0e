package dev.ragflow.migrator.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * A name that is not known, and the known ones it may be a slip of.
 *
 * @param name as it was typed
 * @param similar the most similar first, at most three
 */
public record UnknownName(String name, List<String> similar) {

    private static final int MOST = 3;

    /** Finds those that hold the name, or are a few letters away. */
    public static UnknownName of(String name, Collection<String> known) {
        return new UnknownName(
                name,
                known.stream()
                        .filter(candidate -> distance(name, candidate) <= Math.max(2, name.length() / 3))
                        .sorted(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                        .limit(MOST)
                        .toList());
    }

    /** {@code v0.26.4/tenant-model} is known under {@code tenant-model}, too, as people will type it. */
    private static int distance(String name, String candidate) {
        String last = candidate.substring(candidate.lastIndexOf('/') + 1);
        LevenshteinDistance letters = LevenshteinDistance.getDefaultInstance();
        return Math.min(letters.apply(name, candidate), letters.apply(name, last));
    }

    /** {@code 'tenant_modle' (did you mean tenant_model?)}, the brackets only where something is similar. */
    public String sentence() {
        return ConfigurationException.quoted(name)
                + (similar.isEmpty() ? "" : " (did you mean " + String.join(" or ", similar) + "?)");
    }
}
