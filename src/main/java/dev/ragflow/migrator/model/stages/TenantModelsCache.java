package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.TenantFacts;
import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantCache;
import dev.ragflow.migrator.model.tables.TenantReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads tenants' models as references need them, and keeps those used last, bounded by about what they take. */
final class TenantModelsCache {

    /** Nine tables name models, and reading a tenant takes far longer than anything that is done with it. */
    private static final long MAX_BYTES =
            Math.min(192L << 20, Runtime.getRuntime().maxMemory() / 8 * 3);

    /** Some tenants' models; for one thread. */
    final class Loaded {

        private final Map<String, TenantFacts> facts;
        private @Nullable String last;
        private @Nullable TenantModels models;

        private Loaded(Map<String, TenantFacts> facts) {
            this.facts = facts;
        }

        /** The models of one of the tenants, null for any other; to be asked tenant by tenant. */
        @Nullable
        TenantModels of(String tenant) {
            TenantFacts found = facts.get(tenant);
            if (found == null) {
                return null;
            }
            if (!tenant.equals(last)) {
                models = new TenantModels(rules, found);
                last = tenant;
            }
            return models;
        }
    }

    private final TenantReader reader;
    private final TenantModels.Rules rules;
    private final TenantCache<TenantFacts> cache = new TenantCache<>(MAX_BYTES, TenantFacts::bytes);
    private final @Nullable LegacyTable legacy;
    private @Nullable Long newest;

    /** @param legacy where the application may add models meanwhile; null where there is no such table */
    private TenantModelsCache(TenantReader reader, @Nullable LegacyTable legacy, TenantModels.Rules rules) {
        this.reader = reader;
        this.legacy = legacy;
        this.rules = rules;
    }

    /**
     * For all tables with references.
     *
     * @param started when this program first began where no earlier stage tells, epoch milliseconds
     */
    static TenantModelsCache of(StageContext context, long started) throws SQLException {
        Optional<LiveTable> legacy = context.table(LegacyTable.NAME);
        Collation legacyNames = legacy.map(found -> found.collation("llm_name")).orElse(Collation.BINARY);
        Collation names = context.requiredTable(ModelTables.PROVIDER).collation("provider_name");
        long firstStarted = context.checkpoints()
                .find(StageName.PROVIDER.text())
                .map(Checkpoint::firstStartedAt)
                .orElse(started);
        // once types are bits, a model without a row is one that a user deselected
        Catalogue previous = context.requiredTable(ModelTables.MODEL).hasTypeWords()
                ? context.previousCatalogue()
                : context.catalogue();
        return new TenantModelsCache(
                TenantReader.of(context),
                LegacyTable.of(context).orElse(null),
                new TenantModels.Rules(
                        context.catalogue(),
                        previous,
                        LegacyTable.factories(context),
                        legacyNames,
                        names,
                        firstStarted));
    }

    /** The models of some tenants; a tenant nobody knows has none. */
    synchronized Loaded get(Connection connection, Collection<String> tenants) throws SQLException {
        return new Loaded(cache.get(tenants, missing -> load(connection, missing)));
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

    private Map<String, TenantFacts> load(Connection connection, List<String> tenants) throws SQLException {
        Map<String, TenantFacts> loaded = new HashMap<>();
        reader.read(connection, tenants).forEach((id, tenant) -> loaded.put(id, rules.facts(tenant)));
        return loaded;
    }
}
