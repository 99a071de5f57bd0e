package dev.ragflow.migrator.schema;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Finds names for new indexes. An index belongs to its table on the MySQL family, and shares one name space with every
 * table, index and sequence of the schema on PostgreSQL.
 */
final class ObjectNames {

    private static final int LONGEST = 63;

    private final Set<String> taken = new HashSet<>();

    ObjectNames(LiveSchema live, String table) {
        live.takenNames().forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
        live.table(table).ifPresent(found -> found.indexes()
                .forEach(index -> taken.add(index.name().toLowerCase(Locale.ROOT))));
    }

    /** Takes {@code wanted}, or {@code wanted_2}, {@code wanted_3} … where something else has that name. */
    String take(String wanted) {
        String name = shortened(wanted, "");
        for (int number = 2; !taken.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = shortened(wanted, "_" + number);
        }
        return name;
    }

    /** Makes a name free again that a step drops. */
    void release(String name) {
        taken.remove(name.toLowerCase(Locale.ROOT));
    }

    private static String shortened(String name, String suffix) {
        int room = LONGEST - suffix.length();
        return (name.length() > room ? name.substring(0, room) : name) + suffix;
    }
}
