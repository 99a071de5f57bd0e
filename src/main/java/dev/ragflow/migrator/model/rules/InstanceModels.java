package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the models of an instance: what v0.27 needs is decided from it.
 *
 * @param provider the name by which the catalogue knows its provider
 * @param rows what tenant_model has for it
 * @param legacy its rows in tenant_llm
 * @param slots the types that references ask of models that v0.26 must not find, by name
 * @param ours whether this program made the instance, and nobody has touched it since
 */
public record InstanceModels(
        String provider,
        Instance instance,
        List<TypedRow> rows,
        List<LegacyModel> legacy,
        Map<String, Set<ModelType>> slots,
        boolean ours) {}
