package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds how much of some tenants is read at once, in bytes: keys may be service-account files, and {@code extra} is free text.
 * Summed table by table, never joined: the tables may have different collations, which MySQL refuses to compare.
 */
final class TenantSizes {

    private static final long CHUNK_BYTES = 8L << 20;

    private final StageContext context;
    private final boolean hasLegacy;
    private final long limit;

    TenantSizes(StageContext context) throws SQLException {
        this(context, CHUNK_BYTES);
    }

    /** @param limit bytes of a chunk */
    TenantSizes(StageContext context, long limit) throws SQLException {
        this.context = context;
        this.hasLegacy = context.table(LegacyTable.NAME).isPresent();
        this.limit = limit;
    }

    /** The first of the tenants that make a chunk; one at least, since a tenant is never split. */
    List<String> fitting(Connection connection, List<String> tenants) throws SQLException {
        Map<String, Long> bytes = new HashMap<>();
        if (hasLegacy) {
            add(bytes, sums(connection, LegacyTable.NAME, "api_key", "tenant_id", tenants), Map.of());
        }
        Map<String, String> ofProvider = owners(connection, NewTables.PROVIDER, "tenant_id", tenants);
        Map<String, String> ofInstance = new HashMap<>();
        owners(connection, NewTables.INSTANCE, "provider_id", ofProvider.keySet())
                .forEach((instance, provider) -> ofInstance.put(instance, ofProvider.getOrDefault(provider, provider)));
        for (String column : List.of("api_key", "extra")) {
            add(bytes, sums(connection, NewTables.INSTANCE, column, "provider_id", ofProvider.keySet()), ofProvider);
        }
        add(bytes, sums(connection, NewTables.MODEL, "extra", "instance_id", ofInstance.keySet()), ofInstance);
        List<String> fitting = new ArrayList<>();
        long sum = 0;
        for (String tenant : tenants) {
            sum += bytes.getOrDefault(tenant, 0L);
            if (!fitting.isEmpty() && sum > limit) {
                break;
            }
            fitting.add(tenant);
        }
        return fitting;
    }

    private static void add(Map<String, Long> bytes, Map<String, Long> sums, Map<String, String> tenantOf) {
        sums.forEach((owner, sum) -> bytes.merge(tenantOf.getOrDefault(owner, owner), sum, Long::sum));
    }

    private Map<String, Long> sums(
            Connection connection, String table, String column, String owner, Collection<String> owners)
            throws SQLException {
        Map<String, Long> sums = new HashMap<>();
        for (List<String> portion : InList.portions(owners)) {
            String sql = "SELECT " + owner + ", SUM(COALESCE(OCTET_LENGTH(" + column + "), 0)) FROM " + quoted(table)
                    + " WHERE " + owner + " IN " + InList.of(portion.size()) + " GROUP BY " + owner;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        sums.merge(row.getString(1), row.getLong(2), Long::sum);
                    }
                }
            }
        }
        return sums;
    }

    private Map<String, String> owners(Connection connection, String table, String owner, Collection<String> owners)
            throws SQLException {
        Map<String, String> byId = new HashMap<>();
        for (List<String> portion : InList.portions(owners)) {
            String sql = "SELECT id, " + owner + " FROM " + quoted(table) + " WHERE " + owner + " IN "
                    + InList.of(portion.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        byId.put(row.getString(1), row.getString(2));
                    }
                }
            }
        }
        return byId;
    }

    private String quoted(String name) {
        return context.dialect().quoted(name);
    }
}
