package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all tenants that any table knows, some at a time, each once. Those with instances come first, sorted by the server
 * in one go, since {@code tenant_model_instance} has no index on its provider: to look instances up would read the table again
 * and again.
 */
public final class TenantSweep {

    /** Takes what is found. */
    public interface Visitor {

        /** Some tenants with the ids of their instances. */
        void tenants(Map<String, List<String>> instances) throws SQLException;

        /** Some instances without a provider. */
        void orphans(List<String> instances) throws SQLException;
    }

    private static final int INSTANCES = 500;
    private static final int TENANTS = 200;

    private final Connection connection;
    private final Dialect dialect;
    private final Visitor visitor;
    private final TenantSet seen = new TenantSet();
    private Map<String, List<String>> open = new LinkedHashMap<>();
    private List<String> orphans = new ArrayList<>();
    private int openInstances;

    public TenantSweep(Connection connection, Dialect dialect, Visitor visitor) {
        this.connection = connection;
        this.dialect = dialect;
        this.visitor = visitor;
    }

    public void run() throws SQLException {
        ResultStream.cursor(connection, dialect, instancesByTenant(), row -> {
            while (row.next()) {
                String provider = row.getString(2);
                if (provider != null && provider.equals(row.getString(3))) {
                    instance(row.getString(1), row.getString(4));
                } else {
                    orphan(row.getString(4));
                }
            }
        });
        flush();
        for (Source source : sources()) {
            ResultStream.cursor(connection, dialect, source.sql(dialect), row -> {
                while (row.next()) {
                    String tenant = row.getString(1);
                    if (tenant != null && seen.add(tenant)) {
                        open.put(tenant, List.of());
                        if (open.size() == TENANTS) {
                            flush();
                        }
                    }
                }
            });
        }
        flush();
    }

    private void instance(String tenant, String id) throws SQLException {
        List<String> instances = open.get(tenant);
        if (instances == null) {
            if (openInstances >= INSTANCES) {
                flush();
            }
            seen.add(tenant);
            instances = new ArrayList<>();
            open.put(tenant, instances);
        }
        instances.add(id);
        openInstances++;
    }

    private void orphan(String id) throws SQLException {
        orphans.add(id);
        if (orphans.size() == INSTANCES) {
            flush();
        }
    }

    private void flush() throws SQLException {
        if (!open.isEmpty()) {
            visitor.tenants(open);
            open = new LinkedHashMap<>();
            openInstances = 0;
        }
        if (!orphans.isEmpty()) {
            visitor.orphans(orphans);
            orphans = new ArrayList<>();
        }
    }

    /** The providers' primary key serves the join. Binary order keeps tenants apart whose ids the database takes for one. */
    private String instancesByTenant() throws SQLException {
        String provider = "i.provider_id";
        @Nullable String own = dialect.isPostgres() ? null : collation(ModelTables.INSTANCE, "provider_id");
        @Nullable String other = dialect.isPostgres() ? null : collation(ModelTables.PROVIDER, "id");
        if (own != null && other != null && !own.equals(other)) {
            provider =
                    "CONVERT(" + provider + " USING " + other.substring(0, other.indexOf('_')) + ") COLLATE " + other;
        }
        return "SELECT p.tenant_id, p.id, i.provider_id, i.id FROM " + dialect.quoted(ModelTables.INSTANCE)
                + " i LEFT JOIN " + dialect.quoted(ModelTables.PROVIDER) + " p ON p.id = " + provider
                + " ORDER BY " + (dialect.isPostgres() ? "p.tenant_id" : "CAST(p.tenant_id AS BINARY)");
    }

    private @Nullable String collation(String table, String column) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT collation_name FROM information_schema.columns
                WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?
                """)) {
            statement.setString(1, table);
            statement.setString(2, column);
            try (ResultSet row = statement.executeQuery()) {
                @Nullable String name = row.next() ? row.getString(1) : null;
                return name == null || name.indexOf('_') < 0 ? null : name;
            }
        }
    }

    /** A column that holds ids of tenants. */
    private record Source(String table, String column) {

        String sql(Dialect dialect) {
            return "SELECT DISTINCT " + dialect.quoted(column) + " FROM " + dialect.quoted(table) + " ORDER BY 1";
        }
    }

    private Set<Source> sources() throws SQLException {
        Set<Source> all = new LinkedHashSet<>();
        all.add(new Source("tenant", "id"));
        all.add(new Source(LegacyTable.NAME, "tenant_id"));
        all.add(new Source(ModelTables.PROVIDER, "tenant_id"));
        for (ReferenceTable table : ReferenceTable.ALL) {
            if (table.lookups().isEmpty()) {
                all.add(new Source(table.name(), table.owner()));
            }
            table.lookups().forEach(lookup -> all.add(new Source(lookup.table(), lookup.column())));
        }
        Map<String, LiveTable> tables = LiveTable.read(
                connection, dialect, all.stream().map(Source::table).distinct().toList());
        Set<Source> there = new LinkedHashSet<>();
        for (Source source : all) {
            LiveTable table = tables.get(source.table());
            if (table != null && table.has(source.column())) {
                there.add(source);
            }
        }
        return there;
    }
}
