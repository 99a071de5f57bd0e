package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks up one column of a table by another; with parameters, since columns of two tables may have different collations. */
public record IdLookup(KeyedTables keyed, String table) {

    /** The values that are not NULL, by key. */
    public Map<String, Set<String>> values(Connection connection, String key, String value, Collection<String> keys)
            throws SQLException {
        Map<String, Set<String>> values = new HashMap<>();
        String found = keyed.dialect().quoted(value);
        String columns = keyed.dialect().quoted(key) + ", " + found;
        keyed.rows(table, key).each(connection, columns, keys, "AND " + found + " IS NOT NULL", row -> {
            Set<String> ofKey = values.computeIfAbsent(row.getString(1), any -> new HashSet<>());
            ofKey.add(row.getString(2));
        });
        return values;
    }
}
