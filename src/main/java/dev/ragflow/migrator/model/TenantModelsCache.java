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

/** Loads tenants' models as references need them, and keeps those used last. Bounded by the number of models. */
final class TenantModelsCache {

    private static final int MAX_MODELS = 20_000;

    private final TenantReader reader;
    private final Function<TenantReader.Tenant, TenantModels> reduce;
    private final TenantCache<TenantModels> cache = new TenantCache<>(MAX_MODELS, TenantModels::size);

    /** @param reduce leaves of a tenant what references need */
    TenantModelsCache(TenantReader reader, Function<TenantReader.Tenant, TenantModels> reduce) {
        this.reader = reader;
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
                tenant -> new TenantModels(
                        tenant, context.catalogue(), previous, factories, legacyNames, names, firstStarted));
    }

    /** The models of some tenants; a tenant nobody knows has none. */
    Map<String, TenantModels> get(Connection connection, Collection<String> tenants) throws SQLException {
        return cache.get(tenants, missing -> load(connection, missing));
    }

    private Map<String, TenantModels> load(Connection connection, List<String> tenants) throws SQLException {
        Map<String, TenantModels> models = new HashMap<>();
        reader.read(connection, tenants).forEach((id, tenant) -> models.put(id, reduce.apply(tenant)));
        return models;
    }

    /** The factories that the old application had listed; a short table that some releases have. */
    static List<String> factories(StageContext context) throws SQLException {
        List<String> names = new ArrayList<>();
        if (context.table("llm_factories").filter(found -> found.has("name")).isPresent()) {
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
