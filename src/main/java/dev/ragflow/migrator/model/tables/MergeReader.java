package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.InstanceModels;
import dev.ragflow.migrator.model.rules.ModelMerge;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the merge compares: v0.26's rows of some instances, and what the background table has for them. */
public final class MergeReader {

    /** What must be unique in v0.27. */
    public record Key(String instanceId, String name) {}

    /** A row of the background table. */
    public record Written(String id, String providerId, int bits, String status, String extra) {

        public static Written of(MergedRow row) {
            return new Written(
                    row.id() == null ? "" : row.id(), row.providerId(), row.bits(), row.status(), row.extra());
        }

        public boolean says(MergedRow row) {
            return providerId.equals(row.providerId())
                    && bits == row.bits()
                    && status.equals(row.status())
                    && extra.equals(row.extra());
        }
    }

    private final StageContext context;
    private final TenantSizes sizes;
    private final TenantsOfChunk tenantsOfChunk = new TenantsOfChunk(20);

    public MergeReader(StageContext context) throws SQLException {
        this.context = context;
        this.sizes = new TenantSizes(context);
    }

    /**
     * The tenants behind {@code after} that have providers, in the order of the database: so many that what is stored of them fits
     * into memory.
     *
     * @param rows about how many rows of v0.27 they may need together
     */
    public List<String> tenants(Connection connection, @Nullable String after, int rows) throws SQLException {
        if (context.isDryRun()) {
            return new TenantsToBe(context, sizes).behind(connection, after, rows);
        }
        int limit = tenantsOfChunk.limit(rows);
        List<String> tenants = tenantsWithProviders(context, connection, after, limit);
        List<String> fitting = sizes.fitting(connection, tenants, rows);
        tenantsOfChunk.took(fitting.size(), limit, rows);
        return fitting;
    }

    /** The tenants behind {@code after} that have providers, in the order of the database. */
    static List<String> tenantsWithProviders(
            StageContext context, Connection connection, @Nullable String after, int limit) throws SQLException {
        String sql = "SELECT DISTINCT tenant_id FROM " + context.dialect().quoted(ModelTables.PROVIDER)
                + (after == null ? "" : " WHERE tenant_id > ?") + " ORDER BY tenant_id LIMIT " + limit;
        List<String> tenants = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (after != null) {
                statement.setString(1, after);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tenants.add(row.getString(1));
                }
            }
        }
        return tenants;
    }

    /**
     * All that is known of the instances of some tenants.
     *
     * @param ownership as it was when the pass began
     * @param tenants with their models
     */
    public List<InstanceModels> known(
            Connection connection, Ownership ownership, Collection<TenantState> tenants, Tally tally)
            throws SQLException {
        Map<String, Map<String, Set<ModelType>>> slots =
                SlotTypes.read(context, connection, TenantState.instanceIds(tenants));
        List<InstanceModels> known = new ArrayList<>();
        for (TenantState tenant : tenants) {
            Map<String, List<LegacyModel>> legacy = tenant.legacy();
            for (Provider provider : tenant.providers()) {
                String name = tenant.name(provider, context.catalogue());
                for (Instance instance : tenant.instancesOf(provider)) {
                    List<TypedRow> own = TypedRow.of(instance, tenant.models());
                    int all = tenant.models()
                            .getOrDefault(instance.id(), List.of())
                            .size();
                    tally.skipped("row that names another provider than its instance's", (long) all - own.size());
                    known.add(new InstanceModels(
                            name,
                            instance,
                            own,
                            legacy.getOrDefault(instance.id(), List.of()),
                            slots.getOrDefault(instance.id(), Map.of()),
                            ownership.isOurs(instance)));
                }
            }
        }
        return known;
    }

    /** What decides which rows v0.27 needs. */
    public static ModelMerge merge(StageContext context) {
        return new ModelMerge(context.catalogue(), Catalogue.builtIn(Release.V0_26_4));
    }

    /** What the background table has for some instances. */
    public Map<Key, Written> written(Connection connection, Collection<String> instances) throws SQLException {
        Map<Key, Written> rows = new HashMap<>();
        String columns = "instance_id, model_name, id, provider_id, model_type, status, extra";
        KeyedRows background = context.keyed().rows(ModelTables.BACKGROUND, "instance_id");
        background.each(connection, columns, instances, row -> {
            Key key = new Key(row.getString(1), row.getString(2));
            rows.put(
                    key,
                    new Written(row.getString(3), row.getString(4), row.getInt(5), row.getString(6), row.getString(7)));
        });
        return rows;
    }
}
