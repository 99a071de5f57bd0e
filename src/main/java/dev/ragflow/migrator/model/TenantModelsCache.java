package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoint;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads tenants' models as references need them, and keeps those used last. Bounded by the number of models. */
final class TenantModelsCache {

    private static final int MAX_MODELS = 20_000;

    private final TenantReader reader;
    private final Function<TenantReader.Tenant, TenantModels> reduce;
    private final TenantCache<TenantModels> cache = new TenantCache<>(MAX_MODELS, TenantModels::size);
    private final @Nullable LegacyTable legacy;
    private @Nullable Long newest;

    /**
     * @param legacy where the application may add models meanwhile; null where there is no such table
     * @param reduce leaves of a tenant what references need
     */
    private TenantModelsCache(
            TenantReader reader, @Nullable LegacyTable legacy, Function<TenantReader.Tenant, TenantModels> reduce) {
        this.reader = reader;
        this.legacy = legacy;
        this.reduce = reduce;
    }

    /**
     * For all tables with references.
     *
     * @param started when this program first began where no earlier stage tells, epoch milliseconds
     */
    static TenantModelsCache of(StageContext context, long started) throws SQLException {
        Optional<LiveTable> legacy = context.table(LegacyTable.NAME);
        Collation legacyNames = legacy.map(found -> found.collation("llm_name")).orElse(Collation.BINARY);
        Collation names = context.requiredTable(NewTables.PROVIDER).collation("provider_name");
        long firstStarted = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(started);
        // once types are bits, a model without a row is one that a user deselected
        Catalogue previous = context.requiredTable(NewTables.MODEL).isText("model_type")
                ? ModelWork.previous(context)
                : context.catalogue();
        List<String> factories = factories(context);
        return new TenantModelsCache(
                TenantReader.of(context),
                LegacyTable.of(context).orElse(null),
                tenant -> new TenantModels(
                        tenant, context.catalogue(), previous, factories, legacyNames, names, firstStarted));
    }

    /** The models of some tenants; a tenant nobody knows has none. */
    synchronized Map<String, TenantModels> get(Connection connection, Collection<String> tenants) throws SQLException {
        return cache.get(tenants, missing -> load(connection, missing));
    }

    /**
     * Forgets all tenants if the application has changed models since: a reference that was read just now may mean one of those.
     * To be asked behind reading references, and before {@link #get}.
     *
     * @return whether anything was forgotten
     */
    synchronized boolean forgetOutdated(Connection connection) throws SQLException {
        if (legacy == null) {
            return false;
        }
        Long before = newest;
        newest = legacy.highWater(connection);
        boolean outdated = before != null && !before.equals(newest);
        if (outdated) {
            cache.clear();
        }
        return outdated;
    }

    private Map<String, TenantModels> load(Connection connection, List<String> tenants) throws SQLException {
        Map<String, TenantModels> models = new HashMap<>();
        reader.read(connection, tenants).forEach((id, tenant) -> models.put(id, reduce.apply(tenant)));
        return models;
    }

    /** The factories that the old application had listed; a short table that some releases have. */
    static List<String> factories(StageContext context) throws SQLException {
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
        return names;
    }
}
