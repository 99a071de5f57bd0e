package dev.ragflow.migrator.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Some tenants with all they have in the old table and in the new ones, as long as they are judged.
 *
 * @param tenants by id
 * @param views what references to their models are judged by, by tenant
 * @param stored the rows of tenant_model by instance
 * @param byId the same rows by id, with the tenant whose provider they name
 */
record TenantGroup(
        Map<String, TenantReader.Tenant> tenants,
        Map<String, TenantView> views,
        Map<String, List<StoredModels.Row>> stored,
        Map<String, KnownModel> byId) {

    Stream<ProviderState> states() {
        return tenants.values().stream().flatMap(tenant -> tenant.states().stream());
    }
}
