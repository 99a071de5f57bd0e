package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.util.Set;

/**
 * Which tables are read from the metadata.
 *
 * @param names all if empty
 */
record TablesToRead(Set<String> names) {

    TablesToRead {
        names = Set.copyOf(names);
    }

    boolean include(String table) {
        return names.isEmpty() || names.contains(table);
    }

    /** What a condition ends with so that only these are read. */
    String and(String column) {
        return names.isEmpty() ? "" : " AND " + column + " IN (?" + ", ?".repeat(names.size() - 1) + ")";
    }

    /** A query whose only parameters are those of {@link #and}. */
    Sql query(Connection connection, String sql) {
        return Sql.of(connection, sql, names.toArray());
    }
}
