package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The different references of some rows, and how often each is there: many rows say the same, which is judged once. */
final class ReferenceTally {

    /**
     * A reference.
     *
     * @param text a name, or the id of a model
     * @param hint the number that v0.25 left beside it, null where there is none
     * @param isIdColumn whether it is the id of a model in a column for such ids
     * @param mayNameParser whether the place holds the names of built-in parsers, too
     */
    record Reference(
            String tenant, Slot slot, String text, @Nullable Long hint, boolean isIdColumn, boolean mayNameParser) {}

    /** Where a reference is; places are ordered as they were read. */
    public record Place(long order, String text) {}

    /** How often a reference was read, and the first places. */
    static final class Places {

        private static final int MAX = 5;

        private final List<Place> first = new ArrayList<>();
        private long count;

        long count() {
            return count;
        }

        private void add(long order, String table, String row, String key, long rows) {
            count += rows;
            if (first.size() < MAX) {
                first.add(new Place(order, table + " " + row + ", " + key));
            }
        }
    }

    /** What was found at many places, told by the first of them. */
    static final class Findings {

        private final List<Place> places = new ArrayList<>();
        private long count;

        void add(Places found, String reason) {
            count += found.count;
            found.first.forEach(place -> places.add(new Place(place.order(), place.text() + reason)));
        }

        long count() {
            return count;
        }

        List<String> samples() {
            return places.stream()
                    .sorted(Comparator.comparingLong(Place::order))
                    .limit(Places.MAX)
                    .map(Place::text)
                    .toList();
        }
    }

    private final Map<Reference, Places> places = new LinkedHashMap<>();
    private long order;

    void add(Reference reference, String table, String row, String key) {
        add(reference, table, row, key, 1);
    }

    /** The same of several rows that are told by one of them. */
    void add(Reference reference, String table, String row, String key, long rows) {
        places.computeIfAbsent(reference, any -> new Places()).add(order++, table, row, key, rows);
    }

    Map<Reference, Places> all() {
        return places;
    }

    void clear() {
        places.clear();
    }
}
