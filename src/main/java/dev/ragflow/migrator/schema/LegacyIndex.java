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
 * @param unique whether it is unique
 * @param columns its columns, in any order: an index of another name over them, unique or not as it is, is the same one
 */
record LegacyIndex(Release since, String table, Set<String> names, boolean unique, Set<String> columns) {

    /**
     * All of them. The ORM names an index after class and columns, the clean-up of RAGFlow and hand-made repairs {@code idx_*}.
     * Those of v0.26 make a second instance or model of a provider fail on the key they forbid.
     */
    static final List<LegacyIndex> ALL = List.of(
            new LegacyIndex(
                    Release.V0_26_4,
                    "tenant_model_instance",
                    Set.of("idx_api_key_provider_id", "tenantmodelinstance_api_key_provider_id"),
                    true,
                    Set.of("api_key", "provider_id")),
            new LegacyIndex(
                    Release.V0_26_4,
                    "tenant_model",
                    Set.of("idx_provider_model_instance"),
                    true,
                    Set.of("provider_id", "model_name", "instance_id")),
            new LegacyIndex(
                    Release.V0_27_0,
                    "compilation_template",
                    Set.of(
                            "compilationtemplate_tenant_id_name_is_builtin_status",
                            "compilation_template_tenant_id_name_is_builtin_status",
                            "idx_compilation_template_tenant_id_name_is_builtin_status"),
                    true,
                    Set.of("tenant_id", "name", "is_builtin", "status")),
            new LegacyIndex(
                    Release.V0_27_0,
                    "compilation_template_group",
                    Set.of(
                            "compilationtemplategroup_tenant_id_name_status",
                            "compilation_template_group_tenant_id_name_status",
                            "idx_compilation_template_group_tenant_id_name_status"),
                    true,
                    Set.of("tenant_id", "name", "status")),
            langfuse("secret_key"),
            langfuse("public_key"),
            langfuse("host"));

    private static LegacyIndex langfuse(String column) {
        return new LegacyIndex(
                Release.V0_27_0,
                "tenant_langfuse",
                Set.of("tenantlangfuse_" + column, "idx_tenant_langfuse_" + column),
                false,
                Set.of(column));
    }

    boolean matches(Index index) {
        return index.kind() != Index.Kind.PRIMARY
                && (names.contains(index.name().toLowerCase(Locale.ROOT))
                        || (index.isUnique() == unique && index.isOver(columns)));
    }
}
