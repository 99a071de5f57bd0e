package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.rules.InstancePlan;
import dev.ragflow.migrator.model.rules.ProviderGroup;
import dev.ragflow.migrator.model.rules.ProviderState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A provider with what stands for its endpoints, found once for all who judge it.
 *
 * @param endpoints the models behind each endpoint
 * @param byName the same by their names, as far as they have one
 * @param holders the instance of each endpoint that has one
 */
record ProviderEndpoints(
        ProviderState state,
        Map<Endpoint, List<LegacyModel>> endpoints,
        Map<Endpoint, Map<String, List<LegacyModel>>> byName,
        Map<Endpoint, Instance> holders) {

    static ProviderEndpoints of(ProviderState state) {
        Map<Endpoint, List<LegacyModel>> endpoints = state.legacy().endpoints();
        Map<Endpoint, Map<String, List<LegacyModel>>> byName = new LinkedHashMap<>();
        endpoints.forEach((endpoint, models) -> byName.put(endpoint, ProviderGroup.byName(models)));
        return new ProviderEndpoints(state, endpoints, byName, InstancePlan.holders(endpoints, state.instances()));
    }

    Map<String, List<LegacyModel>> named(Endpoint endpoint) {
        return byName.getOrDefault(endpoint, Map.of());
    }
}
