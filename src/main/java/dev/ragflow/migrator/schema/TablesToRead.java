package dev.ragflow.migrator.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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

    /** Prepares a query whose only parameters are those of {@link #and}. */
    PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        int parameter = 0;
        for (String name : names) {
            statement.setString(++parameter, name);
        }
        return statement;
    }
}
