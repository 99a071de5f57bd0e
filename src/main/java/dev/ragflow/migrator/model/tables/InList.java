package dev.ragflow.migrator.model.tables;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Parameters of {@code IN (…)}. */
public final class InList {

    /** How many values one statement takes at most. */
    public static final int SIZE = 1_000;

    private InList() {}

    /** The placeholders with their brackets. */
    public static String of(int size) {
        return "(" + String.join(", ", Collections.nCopies(size, "?")) + ")";
    }

    /** Sets the parameters from {@code first} on. */
    public static void bind(PreparedStatement statement, int first, Collection<String> values) throws SQLException {
        int parameter = first;
        for (String value : values) {
            statement.setString(parameter++, value);
        }
    }

    /** The values in portions that a statement takes. */
    public static List<List<String>> portions(Collection<String> values) {
        return portions(values, SIZE);
    }

    /** The values in portions of some size. */
    public static List<List<String>> portions(Collection<String> values, int size) {
        List<String> all = List.copyOf(values);
        List<List<String>> portions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            portions.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return portions;
    }
}
