package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.ModelType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code tenant_llm}, whatever columns it has; read only. */
public final class LegacyTable {

    public static final String NAME = "tenant_llm";

    /** A chunk has about so many bytes of keys; a tenant is never split. */
    private static final long CHUNK_BYTES = 8L << 20;

    private final Dialect dialect;
    private final LiveTable table;
    private final KeyedRows byTenant;
    private final WriteTimes times;
    private final TenantsOfChunk tenantsOfChunk = new TenantsOfChunk(10);

    private LegacyTable(StageContext context, LiveTable table) {
        this.dialect = context.dialect();
        this.table = table;
        this.byTenant = context.keyed().rows(NAME, "tenant_id");
        this.times = context.times(NAME);
    }

    /** The table of the database; empty where it has none. */
    public static Optional<LegacyTable> of(StageContext context) throws SQLException {
        return context.stored(NAME).map(table -> new LegacyTable(context, table));
    }

    public Collation nameCollation() {
        return table.collation("llm_name");
    }

    /**
     * The ids of the next tenants that make a chunk; of those with changes after {@code since} only, if given.
     *
     * @param size about how many rows they may have together
     */
    public List<String> tenantsAfter(Connection connection, @Nullable String after, @Nullable Long since, int size)
            throws SQLException {
        String where = (after == null ? "" : " AND tenant_id > ?") + (since == null ? "" : " AND " + WriteTimes.SINCE);
        int limit = tenantsOfChunk.limit(size);
        String sql = "SELECT tenant_id, COUNT(*), SUM(COALESCE(OCTET_LENGTH(api_key), 0)) FROM " + name()
                + (where.isEmpty() ? "" : " WHERE" + where.substring(4))
                + " GROUP BY tenant_id ORDER BY tenant_id LIMIT " + limit;
        List<String> tenants = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 0;
            if (after != null) {
                statement.setString(++parameter, after);
            }
            WriteTimes.bind(statement, parameter, since);
            long rows = 0;
            long bytes = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows += row.getLong(2);
                    bytes += row.getLong(3);
                    if (!tenants.isEmpty() && (rows > size || bytes > CHUNK_BYTES)) {
                        break;
                    }
                    tenants.add(row.getString(1));
                }
            }
            tenantsOfChunk.took(tenants.size(), limit, rows);
        }
        return tenants;
    }

    /** All rows of some tenants, by tenant. */
    public Map<String, List<LegacyRow>> rows(Connection connection, Collection<String> tenants) throws SQLException {
        Map<String, List<LegacyRow>> rows = new LinkedHashMap<>();
        String columns =
                "tenant_id, " + optional("id", "NULL") + ", llm_factory, llm_name, model_type, api_key, api_base, "
                        + optional("max_tokens", "NULL") + ", " + optional("status", "NULL")
                        + ", create_time, update_time";
        byTenant.each(connection, columns, tenants, row -> {
            List<LegacyRow> ofTenant = rows.computeIfAbsent(row.getString(1), tenant -> new ArrayList<>());
            ofTenant.add(row(row));
        });
        return rows;
    }

    private static LegacyRow row(ResultSet row) throws SQLException {
        Credential credential = Credential.decode(row.getString(6));
        LegacyModel model = new LegacyModel(
                Sql.numberOrNull(row, 2),
                // few names, in very many rows: whoever keeps rows keeps each name once
                Sql.text(row, 3).intern(),
                Sql.text(row, 4).intern(),
                ModelType.of(Sql.text(row, 5)).orElse(null),
                credential.tools(),
                Sql.numberOrNull(row, 8),
                !"0".equals(row.getString(9)),
                row.getLong(10),
                row.getLong(11));
        return new LegacyRow(model, Endpoint.of(credential.key(), row.getString(7)));
    }

    public long count(Connection connection, @Nullable Long since) throws SQLException {
        return times.count(connection, since);
    }

    /** The newest change, epoch milliseconds; 0 for an empty table. */
    public long highWater(Connection connection) throws SQLException {
        return times.highWater(connection);
    }

    /** Whether rows were added or changed after a moment; without one, whether there are rows at all. */
    public boolean hasChanges(Connection connection, @Nullable Long since) throws SQLException {
        return times.hasRows(connection, since);
    }

    public boolean isEmpty(Connection connection) throws SQLException {
        return !hasChanges(connection, null);
    }

    private String optional(String column, String otherwise) {
        return table.has(column) ? dialect.quoted(column) : otherwise;
    }

    private String name() {
        return dialect.quoted(NAME);
    }

    /** The factories that the old application had listed, in a short table that some releases have, and the target's. */
    public static Factories factories(StageContext context) throws SQLException {
        List<String> names = new ArrayList<>();
        if (context.stored("llm_factories").filter(found -> found.has("name")).isPresent()) {
            try (Connection connection = context.connection();
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT name FROM " + context.dialect().quoted("llm_factories"));
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return new Factories(context.catalogue(), names);
    }
}
