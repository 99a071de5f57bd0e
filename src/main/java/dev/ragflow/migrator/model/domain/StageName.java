package dev.ragflow.migrator.model.domain;

import dev.ragflow.migrator.release.Release;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The stages that move model data, in their order, with all that is fixed about each; the names are those operators know from
 * RAGFlow's own script.
 */
public enum StageName {
    PROVIDER(
            "tenant_model_provider",
            Release.V0_26_4,
            "one provider for each factory a tenant uses",
            List.of("tenant_model_provider"),
            false),
    INSTANCE(
            "tenant_model_instance",
            Release.V0_26_4,
            "one instance for each key and base URL of a provider",
            List.of("tenant_model_instance"),
            false),
    MODEL(
            "tenant_model",
            Release.V0_26_4,
            "disabled models, and those the catalogue does not have",
            List.of("tenant_model"),
            false),
    REFERENCES(
            "model_id_config",
            Release.V0_26_4,
            "stored references become name@instance@provider",
            List.of(
                    "tenant",
                    "knowledgebase",
                    "dialog",
                    "memory",
                    "document",
                    "search",
                    "user_canvas",
                    "user_canvas_version",
                    "api_4_conversation",
                    "pipeline_operation_log",
                    "connector",
                    "evaluation_runs",
                    "compilation_template"),
            true),
    SEEDING(
            "tenant_model_seeding",
            Release.V0_27_0,
            "every model that can be used gets a row",
            List.of("ragflow_migrator_tenant_model"),
            false),
    MERGE(
            "model_type_merge",
            Release.V0_27_0,
            "one row per model, its types as bits",
            List.of("tenant_model", "tenant_model_backup"),
            true),
    IDS(
            "tenant_model_id_migration",
            Release.V0_27_0,
            "ids of default models beside their names",
            List.of("tenant", "knowledgebase", "dialog", "memory"),
            true);

    /** Those that pass {@code tenant_llm} together, each of which needs what the one before has made. */
    public static final List<StageName> OF_TENANTS = List.of(PROVIDER, INSTANCE, MODEL);

    private final String text;
    private final Release since;
    private final String purpose;
    private final List<String> tables;
    private final boolean partOfCutOver;

    StageName(String text, Release since, String purpose, List<String> tables, boolean partOfCutOver) {
        this.text = text;
        this.since = since;
        this.purpose = purpose;
        this.tables = tables;
        this.partOfCutOver = partOfCutOver;
    }

    /** The stages that lead to a release, in order. */
    public static List<StageName> of(Release target) {
        return Arrays.stream(values())
                .filter(stage -> target.isAtLeast(stage.since))
                .toList();
    }

    /** The stage of a name; empty for a name that no stage has. */
    public static Optional<StageName> find(String text) {
        return Arrays.stream(values()).filter(stage -> stage.text.equals(text)).findFirst();
    }

    /** @throws IllegalArgumentException for a name that no stage has */
    public static StageName of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("There is no stage named " + text));
    }

    /** The first stage whose work a check of the verification looks at; empty if no stage would do it again. */
    public static Optional<StageName> checkedBy(String check) {
        return Optional.ofNullable(
                switch (check) {
                    case "models" -> PROVIDER;
                    case "instance-unique", "default-instance" -> INSTANCE;
                    case "references" -> REFERENCES;
                    case "id-columns" -> IDS;
                    default -> null;
                });
    }

    /** The name in changelogs, checkpoints, history, metrics and {@code --stages}. */
    public String text() {
        return text;
    }

    /** What it does, one phrase. */
    public String purpose() {
        return purpose;
    }

    /** The tables it writes, whether or not a database has them. */
    public List<String> tables() {
        return tables;
    }

    /** Whether pods of the release before cannot read what it writes. */
    public boolean isPartOfCutOver() {
        return partOfCutOver;
    }
}
