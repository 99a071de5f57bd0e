package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.ReferenceRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the tenants whose models the rows of a table mean. Ids are looked up by parameters, never joined: the tables may have
 * different collations, which MySQL refuses to compare. For one pass, in which no table comes or goes.
 */
public final class Owners {

    private final KeyedTables keyed;
    private final ReferenceTable table;
    private final Map<ReferenceTable.Lookup, Boolean> isThere = new ConcurrentHashMap<>();

    public Owners(KeyedTables keyed, ReferenceTable table) {
        this.keyed = keyed;
        this.table = table;
    }

    /** The tenant of each row, by row id; rows without one are missing. */
    public Map<String, String> tenants(Connection connection, List<ReferenceRow> rows) throws SQLException {
        Map<String, String> byKey = new HashMap<>();
        Set<String> open = new HashSet<>();
        rows.stream().map(ReferenceRow::owner).filter(key -> !key.isEmpty()).forEach(open::add);
        if (table.lookups().isEmpty()) {
            open.forEach(key -> byKey.put(key, key));
        }
        for (ReferenceTable.Lookup lookup : table.lookups()) {
            if (!open.isEmpty() && isThere(connection, lookup)) {
                look(connection, lookup, open, byKey);
                open.removeAll(byKey.keySet());
            }
        }
        Map<String, String> tenants = new HashMap<>();
        for (ReferenceRow row : rows) {
            String tenant = byKey.get(row.owner());
            if (tenant != null && !tenant.isEmpty()) {
                tenants.put(row.id(), tenant);
            }
        }
        return tenants;
    }

    private boolean isThere(Connection connection, ReferenceTable.Lookup lookup) throws SQLException {
        Boolean known = isThere.get(lookup);
        if (known == null) {
            known = LiveTable.read(connection, keyed.dialect(), lookup.table())
                    .filter(found -> found.has(lookup.column()))
                    .isPresent();
            isThere.put(lookup, known);
        }
        return known;
    }

    private void look(Connection connection, ReferenceTable.Lookup lookup, Set<String> keys, Map<String, String> byKey)
            throws SQLException {
        String columns = "id, " + keyed.dialect().quoted(lookup.column());
        keyed.rows(lookup.table(), "id").each(connection, columns, keys, row -> {
            String tenant = row.getString(2);
            byKey.put(row.getString(1), tenant == null ? "" : tenant);
        });
    }
}
