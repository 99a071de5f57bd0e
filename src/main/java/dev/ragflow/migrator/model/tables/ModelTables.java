package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.InstanceExtra;
import dev.ragflow.migrator.model.domain.InstanceName;
import dev.ragflow.migrator.model.domain.ModelKey;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code tenant_model_provider}, {@code tenant_model_instance} and {@code tenant_model}. */
public final class ModelTables {

    public static final String PROVIDER = "tenant_model_provider";
    public static final String INSTANCE = "tenant_model_instance";
    public static final String MODEL = "tenant_model";

    /** Takes the rows of v0.27 while {@link #MODEL} still has those of v0.26. */
    public static final String BACKGROUND = "ragflow_migrator_tenant_model";

    /** Keeps the rows of v0.26 once v0.27's are in place. */
    public static final String BACKUP = "tenant_model_backup";

    private final Dialect dialect;
    private final @Nullable InstanceIndex index;
    private final @Nullable StageContext context;
    private final KeyedRows providersByTenant;

    public ModelTables(StageContext context) {
        this(context.keyed(), context.instances(), context);
    }

    /** Looks for instances in RAGFlow's own table, which is searched whole for them. */
    public ModelTables(KeyedTables keyed) {
        this(keyed, null, null);
    }

    private ModelTables(KeyedTables keyed, @Nullable InstanceIndex index, @Nullable StageContext context) {
        this.dialect = keyed.dialect();
        this.index = index;
        this.context = context;
        this.providersByTenant = keyed.rows(PROVIDER, "tenant_id");
    }

    /** The providers of some tenants, by tenant. */
    public Map<String, List<Provider>> providers(Connection connection, Collection<String> tenants)
            throws SQLException {
        Map<String, List<Provider>> providers = new HashMap<>();
        if (isToCome(PROVIDER)) {
            return providers;
        }
        String columns = "id, tenant_id, provider_name, create_time, update_time";
        providersByTenant.each(connection, columns, tenants, row -> {
            Provider provider = new Provider(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3).intern(),
                    time(PROVIDER, row, 4, "", row.getLong(4)),
                    time(PROVIDER, row, 4, "", updated(row, 5, 4)));
            providers
                    .computeIfAbsent(provider.tenantId(), tenant -> new ArrayList<>())
                    .add(provider);
        });
        return providers;
    }

    /** The instances of some providers, by provider id. */
    Map<String, List<Instance>> instances(Connection connection, Collection<String> providers) throws SQLException {
        Map<String, List<Instance>> instances = new HashMap<>();
        if (isToCome(INSTANCE)) {
            return instances;
        }
        String sql = "SELECT i.id, i.provider_id, i.instance_name, i.api_key, i.extra, i.status, i.create_time,"
                + " i.update_time FROM ";
        KeyedRows.each(connection, providers, size -> sql + instancesOf(size), row -> {
            Instance instance = instance(row);
            instances
                    .computeIfAbsent(instance.providerId(), provider -> new ArrayList<>())
                    .add(instance);
        });
        return instances;
    }

    /** The same without what an instance holds. */
    public Map<String, List<InstanceName>> instanceNames(Connection connection, Collection<String> providers)
            throws SQLException {
        Map<String, List<InstanceName>> names = new HashMap<>();
        String sql = "SELECT i.id, i.provider_id, i.instance_name, i.status FROM ";
        KeyedRows.each(connection, providers, size -> sql + instancesOf(size), row -> {
            InstanceName name = new InstanceName(row.getString(1), row.getString(3), "active".equals(row.getString(4)));
            names.computeIfAbsent(row.getString(2), provider -> new ArrayList<>())
                    .add(name);
        });
        return names;
    }

    /** The table of instances as {@code i}, and that they are of so many providers. */
    private String instancesOf(int providers) {
        return Optional.ofNullable(index)
                .flatMap(known -> known.joined(providers))
                .orElseGet(() -> dialect.quoted(INSTANCE) + " AS i WHERE i.provider_id IN " + InList.of(providers));
    }

    private Instance instance(ResultSet row) throws SQLException {
        String key = row.getString(4) == null ? "" : row.getString(4);
        String extra = row.getString(5) == null ? "" : row.getString(5);
        String status = Sql.text(row, 6);
        boolean repaired = isRepaired(INSTANCE) && ScriptRowRepair.isScripts(row.getLong(7), row.getLong(8), status);
        return new Instance(
                row.getString(1),
                row.getString(2),
                row.getString(3).intern(),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(extra)),
                Credential.decode(key).key(),
                repaired && extra.isBlank() ? "{}" : extra,
                "active".equals(repaired ? ScriptRowRepair.word(status) : status),
                time(INSTANCE, row, 7, status, row.getLong(7)),
                time(INSTANCE, row, 7, status, updated(row, 8, 7)),
                Set.of());
    }

    /** A row that was never updated may have no time of it. */
    private static long updated(ResultSet row, int updated, int created) throws SQLException {
        long time = row.getLong(updated);
        return row.wasNull() ? row.getLong(created) : time;
    }

    /** What tenant_model, in words, has for the instances of some models that references ask for. */
    public static Set<ModelKey> keys(
            StageContext context, Connection connection, Collection<ReferenceRules.Extra> wanted) throws SQLException {
        if (context.isDryRun()) {
            return context.dryRun().models().keys(connection, wanted);
        }
        Set<ModelKey> keys = new HashSet<>();
        Set<String> instances =
                wanted.stream().map(ReferenceRules.Extra::instanceId).collect(Collectors.toSet());
        TypedRows.of(context)
                .ofInstances(connection, MODEL, instances)
                .values()
                .forEach(rows -> rows.forEach(row -> keys.add(row.key())));
        return keys;
    }

    /**
     * Rows of tenant_model to insert.
     *
     * @param ids of providers and instances that are inserted with them, by the ids that stood for these so far
     */
    public static InsertBatch inserts(StageContext context, Collection<TypedRow> rows, Map<String, String> ids) {
        InsertBatch inserts = context.newRows(
                MODEL, List.of("provider_id", "instance_id", "model_name", "model_type", "status", "extra"));
        rows.forEach(row -> inserts.add(
                ids.getOrDefault(row.providerId(), row.providerId()),
                ids.getOrDefault(row.instanceId(), row.instanceId()),
                row.name(),
                row.type(),
                row.status(),
                row.extra()));
        return inserts;
    }

    /** Whether a step of this dry run would make the table. */
    private boolean isToCome(String table) throws SQLException {
        return context != null && context.isDryRun() && context.stored(table).isEmpty();
    }

    /** Whether this dry run has repaired what RAGFlow's script left in the table. */
    private boolean isRepaired(String table) {
        return context != null && context.isDryRun() && context.dryRun().isRepaired(table);
    }

    /** @param created the column with that time; the next has the time of the last update */
    private long time(String table, ResultSet row, int created, String status, long time) throws SQLException {
        if (!isRepaired(table) || !ScriptRowRepair.isScripts(row.getLong(created), row.getLong(created + 1), status)) {
            return time;
        }
        return ScriptRowRepair.millis(time == 0 ? row.getLong(created) : time);
    }

    public boolean isEmpty(Connection connection, String table) throws SQLException {
        if (isToCome(table)) {
            return true;
        }
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT 1 FROM " + dialect.quoted(table) + " LIMIT 1");
                ResultSet row = statement.executeQuery()) {
            return !row.next();
        }
    }
}
