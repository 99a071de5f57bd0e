package dev.ragflow.migrator.schema;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as RAGFlow's scripts write it into the marker row and compare it (PEP 440): {@code v1.0.0-rc1.dev1} comes before
 * {@code v1.0.0-rc1}, that before {@code v1.0.0}. Epochs and local parts, which RAGFlow does not use, are not read.
 *
 * @param text the version as written
 */
public record MarkerVersion(String text) implements Comparable<MarkerVersion> {

    private static final Pattern VERSION = Pattern.compile("v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:\\.(\\d+))?"
            + "(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\\d*))?"
            + "(?:[-_.]?(post|rev|r)[-_.]?(\\d*))?"
            + "(?:[-_.]?(dev)[-_.]?(\\d*))?");

    private static final Comparator<MarkerVersion> ORDER = Comparator.comparingLong((MarkerVersion v) -> v.number(1))
            .thenComparingLong(v -> v.number(2))
            .thenComparingLong(v -> v.number(3))
            .thenComparingLong(v -> v.number(4))
            .thenComparingInt(MarkerVersion::stage)
            .thenComparingLong(v -> v.number(6))
            .thenComparingLong(v -> v.present(7) ? v.number(8) : -1)
            .thenComparingLong(v -> v.present(9) ? v.number(10) : Long.MAX_VALUE);

    /** Reads a version; empty when the text is none. */
    public static Optional<MarkerVersion> parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        return VERSION.matcher(trimmed).matches() ? Optional.of(new MarkerVersion(trimmed)) : Optional.empty();
    }

    private Matcher matched() {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a version: " + text);
        }
        return matcher;
    }

    private boolean present(int group) {
        return matched().group(group) != null;
    }

    private long number(int group) {
        String digits = matched().group(group);
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /** Development releases of a final version come first of all, then alpha, beta, candidate, and the version itself. */
    private int stage() {
        String stage = matched().group(5);
        if (stage == null) {
            return present(9) && !present(7) ? 0 : 4;
        }
        return switch (stage) {
            case "a", "alpha" -> 1;
            case "b", "beta" -> 2;
            default -> 3;
        };
    }

    @Override
    public int compareTo(MarkerVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MarkerVersion that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number(1) * 1_000_003 + number(2) * 1_009 + number(3));
    }

    @Override
    public String toString() {
        return text;
    }
}
