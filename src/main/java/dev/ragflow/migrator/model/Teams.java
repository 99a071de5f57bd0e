package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tenants whose teams others joined: their models are legal targets. An invitation that is not accepted does not count. */
final class Teams {

    private Teams() {}

    /** The tenants joined, by tenant; those that joined none are missing. */
    static Map<String, Set<String>> joined(Connection connection, Dialect dialect, Collection<String> tenants)
            throws SQLException {
        Map<String, Set<String>> teams = new HashMap<>();
        if (LiveTable.read(connection, dialect, "user_tenant").isEmpty()) {
            return teams;
        }
        String sql = "SELECT user_id, tenant_id FROM " + dialect.quoted("user_tenant")
                + " WHERE COALESCE(status, '1') = '1' AND role IN ('normal', 'admin', 'owner') AND user_id IN ";
        for (var portion : InList.portions(tenants)) {
            try (PreparedStatement statement = connection.prepareStatement(sql + InList.of(portion.size()))) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        teams.computeIfAbsent(row.getString(1), any -> new HashSet<>())
                                .add(row.getString(2));
                    }
                }
            }
        }
        return teams;
    }
}
