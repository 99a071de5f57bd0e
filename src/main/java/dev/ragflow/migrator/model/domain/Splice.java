package dev.ragflow.migrator.model.domain;

/**
 * A part of a text and what is put in its place; everything before and behind it stays.
 *
 * @param start where the part begins, as Java counts
 * @param end where it ends, exclusive
 */
public record Splice(int start, int end, String text) {

    /** Changes nothing. */
    public static final Splice NONE = new Splice(0, 0, "");

    boolean isNone() {
        return start == end && text.isEmpty();
    }

    /** The text with the part replaced; the very same object where nothing changes. */
    String apply(String whole) {
        return isNone() ? whole : whole.substring(0, start) + text + whole.substring(end);
    }
}
