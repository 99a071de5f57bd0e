package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that will have providers, for a dry run: those that have some now, then those of {@code tenant_llm} that have none
 * yet.
 */
public record TenantsToBe(StageContext context, TenantSizes sizes) {

    private static final int CHUNK_TENANTS = 200;

    /** Before the keys of the second part. */
    private static final String SECOND = String.valueOf((char) 31);

    List<String> behind(Connection connection, @Nullable String after, int rows) throws SQLException {
        if (after == null || !after.startsWith(SECOND)) {
            List<String> first = withProviders(connection, after, rows);
            if (!first.isEmpty()) {
                return first;
            }
        }
        return withoutProviders(
                connection, after == null || !after.startsWith(SECOND) ? null : after.substring(1), rows);
    }

    /** The key of a tenant, told apart by the part it was found in. */
    public static String id(String key) {
        return key.startsWith(SECOND) ? key.substring(1) : key;
    }

    private List<String> withProviders(Connection connection, @Nullable String after, int rows) throws SQLException {
        if (context.stored(ModelTables.PROVIDER).isEmpty()) {
            return List.of();
        }
        List<String> tenants = MergeReader.tenantsWithProviders(context, connection, after, CHUNK_TENANTS);
        boolean all = context.stored(ModelTables.INSTANCE).isPresent()
                && context.stored(ModelTables.MODEL).isPresent();
        return all ? sizes.fitting(connection, tenants, rows) : tenants;
    }

    private List<String> withoutProviders(Connection connection, @Nullable String after, int rows) throws SQLException {
        LegacyTable legacy = LegacyTable.of(context).orElse(null);
        if (legacy == null) {
            return List.of();
        }
        String from = after;
        while (true) {
            List<String> some = legacy.tenantsAfter(connection, from, null, rows);
            if (some.isEmpty()) {
                return some;
            }
            Set<String> there = context.stored(ModelTables.PROVIDER).isEmpty()
                    ? new HashSet<>()
                    : new IdLookup(context.keyed(), ModelTables.PROVIDER)
                            .values(connection, "tenant_id", "tenant_id", some)
                            .keySet();
            List<String> keys = some.stream()
                    .filter(tenant -> !there.contains(tenant))
                    .map(tenant -> SECOND + tenant)
                    .toList();
            if (!keys.isEmpty()) {
                return keys;
            }
            from = some.get(some.size() - 1);
        }
    }
}
