package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.KeyedTables;
import dev.ragflow.migrator.model.tables.KnownModels;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Some tenants with all they have in the old table and in the new ones, as long as they are judged.
 *
 * @param tenants by id
 * @param views what references to their models are judged by, by tenant
 * @param stored their models by instance
 * @param byId finds models by id
 */
record TenantGroup(
        Map<String, TenantState> tenants,
        Map<String, TenantView> views,
        Map<String, ModelSet> stored,
        KnownModels byId) {

    /** Nobody's. */
    static TenantGroup ofNobody(KeyedTables keyed) {
        return new TenantGroup(Map.of(), Map.of(), Map.of(), new KnownModels(keyed, Map.of(), Set.of()));
    }

    Stream<ProviderState> states() {
        return tenants.values().stream().flatMap(tenant -> tenant.states().stream());
    }
}
