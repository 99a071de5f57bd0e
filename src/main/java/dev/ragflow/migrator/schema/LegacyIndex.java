package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.release.Release;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An index that RAGFlow had once and that is harmful, or of no use, from a release on.
 *
 * @param since the first release without it
 * @param table its table
 * @param names the names it is known by, in lower case
 * @param uniqueOver the columns it is unique over, in any order: an index of another name over them is the same one
 */
record LegacyIndex(Release since, String table, Set<String> names, Set<String> uniqueOver) {

    /**
     * All of them. The ORM names an index after class and columns, the clean-up of RAGFlow and hand-made repairs {@code idx_*}.
     * Both make a second instance or model of a provider fail on the key it forbids.
     */
    static final List<LegacyIndex> ALL = List.of(
            new LegacyIndex(
                    Release.V0_26_4,
                    "tenant_model_instance",
                    Set.of("idx_api_key_provider_id", "tenantmodelinstance_api_key_provider_id"),
                    Set.of("api_key", "provider_id")),
            new LegacyIndex(
                    Release.V0_26_4,
                    "tenant_model",
                    Set.of("idx_provider_model_instance"),
                    Set.of("provider_id", "model_name", "instance_id")));

    boolean matches(Index index) {
        return index.kind() != Index.Kind.PRIMARY
                && (names.contains(index.name().toLowerCase(Locale.ROOT)) || index.isUniqueOver(uniqueOver));
    }
}
