package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds how much of some tenants is read and written at once: in bytes, since keys may be service-account files and {@code extra}
 * is free text, and in the rows that they may need in v0.27. Summed table by table, never joined: the tables may have different
 * collations, which MySQL refuses to compare.
 */
public final class TenantSizes {

    private static final long CHUNK_BYTES = 8L << 20;

    /** Bytes up to which every {@code extra} counts as the longest: the index alone then tells how many there are. */
    private static final long SHORT = 1_024;

    /** What is summed for a tenant. */
    private static final class Size {
        private long bytes;
        private long rows;
    }

    private final StageContext context;
    private final KeyedRows legacyByTenant;
    private final KeyedRows providersByTenant;
    private final KeyedRows instancesByProvider;
    private final KeyedRows modelsByInstance;
    private final boolean hasLegacy;
    private final long limit;
    private final long longestExtra;

    public TenantSizes(StageContext context) throws SQLException {
        this(context, CHUNK_BYTES);
    }

    /** @param limit bytes of a chunk */
    public TenantSizes(StageContext context, long limit) throws SQLException {
        this.context = context;
        this.legacyByTenant = context.keyed().rows(LegacyTable.NAME, "tenant_id");
        this.providersByTenant = context.keyed().rows(ModelTables.PROVIDER, "tenant_id");
        this.instancesByProvider = context.keyed().rows(ModelTables.INSTANCE, "provider_id");
        this.modelsByInstance = context.keyed().rows(ModelTables.MODEL, "instance_id");
        this.hasLegacy = context.stored(LegacyTable.NAME).isPresent();
        this.limit = limit;
        this.longestExtra = context.stored(ModelTables.MODEL).isPresent() ? longestExtra(context) : 0;
    }

    /**
     * The first of the tenants that make a chunk; one at least, since a tenant is never split.
     *
     * @param rows about how many rows of v0.27 they may need together
     */
    public List<String> fitting(Connection connection, List<String> tenants, int rows) throws SQLException {
        Map<String, Size> sizes = new HashMap<>();
        tenants.forEach(tenant -> sizes.put(tenant, new Size()));
        if (hasLegacy) {
            String sums = "tenant_id, SUM(COALESCE(OCTET_LENGTH(api_key), 0)), COUNT(*)";
            legacyByTenant.each(connection, sums, tenants, "GROUP BY tenant_id", row -> {
                Size size = sizes.computeIfAbsent(row.getString(1), tenant -> new Size());
                size.bytes += row.getLong(2);
                size.rows += row.getLong(3);
            });
        }
        addInstances(connection, tenants, sizes);
        List<String> fitting = new ArrayList<>();
        Size sum = new Size();
        for (String tenant : tenants) {
            Size size = sizes.computeIfAbsent(tenant, unknown -> new Size());
            sum.bytes += size.bytes;
            sum.rows += size.rows;
            if (!fitting.isEmpty() && (sum.bytes > limit || sum.rows > rows)) {
                break;
            }
            fitting.add(tenant);
        }
        return fitting;
    }

    private void addInstances(Connection connection, List<String> tenants, Map<String, Size> sizes)
            throws SQLException {
        Map<String, Size> ofProvider = new HashMap<>();
        Map<String, Integer> models = new HashMap<>();
        providersByTenant.each(connection, "id, tenant_id, provider_name", tenants, row -> {
            ofProvider.put(row.getString(1), sizes.computeIfAbsent(row.getString(2), tenant -> new Size()));
            models.put(
                    row.getString(1),
                    context.catalogue().models(row.getString(3)).size());
        });
        Map<String, Size> ofInstance = new HashMap<>();
        for (InstanceIndex.Entry instance : instances(connection, ofProvider.keySet())) {
            Size size = ofProvider.getOrDefault(instance.providerId(), new Size());
            ofInstance.put(instance.instanceId(), size);
            size.bytes += instance.bytes();
            size.rows += models.getOrDefault(instance.providerId(), 0);
        }
        boolean areShort = longestExtra <= SHORT;
        String extras = "instance_id, " + (areShort ? "COUNT(*)" : "SUM(COALESCE(OCTET_LENGTH(extra), 0))");
        modelsByInstance.each(connection, extras, ofInstance.keySet(), "GROUP BY instance_id", row -> {
            Size size = ofInstance.getOrDefault(row.getString(1), new Size());
            size.bytes += row.getLong(2) * (areShort ? longestExtra : 1);
        });
    }

    private List<InstanceIndex.Entry> instances(Connection connection, Collection<String> providers)
            throws SQLException {
        Optional<List<InstanceIndex.Entry>> noted = context.instances().entries(connection, providers);
        if (noted.isPresent()) {
            return noted.get();
        }
        List<InstanceIndex.Entry> found = new ArrayList<>();
        instancesByProvider.each(
                connection,
                "provider_id, id, " + InstanceIndex.SIZE,
                providers,
                row -> found.add(new InstanceIndex.Entry(row.getString(1), row.getString(2), row.getLong(3))));
        return found;
    }

    private static long longestExtra(StageContext context) throws SQLException {
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement("SELECT MAX(OCTET_LENGTH(extra)) FROM "
                        + context.dialect().quoted(ModelTables.MODEL));
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
