package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks up one column of a table by another; with parameters, since columns of two tables may have different collations. */
record IdLookup(KeyedTables keyed, String table) {

    /** The values that are not NULL, by key. */
    Map<String, Set<String>> values(Connection connection, String key, String value, Collection<String> keys)
            throws SQLException {
        Map<String, Set<String>> values = new HashMap<>();
        String columns = keyed.dialect().quoted(key) + ", " + keyed.dialect().quoted(value);
        KeyedRows rows = keyed.rows(table, key);
        for (List<String> portion : KeyedRows.portions(keys)) {
            String sql = "SELECT " + columns + " FROM " + rows.from(connection, portion.size()) + " AND "
                    + keyed.dialect().quoted(value) + " IS NOT NULL";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        values.computeIfAbsent(row.getString(1), id -> new HashSet<>())
                                .add(row.getString(2));
                    }
                }
            }
        }
        return values;
    }
}
