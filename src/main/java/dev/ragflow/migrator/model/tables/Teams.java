package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The tenants whose teams others joined: their models are legal targets. An invitation that is not accepted does not count. */
public final class Teams {

    public static final String TABLE = "user_tenant";

    private Teams() {}

    /** The tenants joined, by tenant; those that joined none are missing. */
    public static Map<String, Set<String>> joined(
            StageContext context, Connection connection, Collection<String> tenants) throws SQLException {
        Map<String, Set<String>> teams = new HashMap<>();
        if (context.stored(TABLE).isEmpty()) {
            return teams;
        }
        String accepted = "AND COALESCE(status, '1') = '1' AND role IN ('normal', 'admin', 'owner')";
        context.keyed().rows(TABLE, "user_id").each(connection, "user_id, tenant_id", tenants, accepted, row -> {
            Set<String> ofUser = teams.computeIfAbsent(row.getString(1), any -> new HashSet<>());
            ofUser.add(row.getString(2));
        });
        return teams;
    }
}
