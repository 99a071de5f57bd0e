package dev.ragflow.migrator.model;

import dev.ragflow.migrator.release.Release;
import java.util.Arrays;
import java.util.List;

/** The stages in their order, the last three those of v0.27.0; the names are those operators know from RAGFlow's own script. */
enum StageName {
    PROVIDER("tenant_model_provider"),
    INSTANCE("tenant_model_instance"),
    MODEL("tenant_model"),
    REFERENCES("model_id_config"),
    SEEDING("tenant_model_seeding"),
    MERGE("model_type_merge"),
    IDS("tenant_model_id_migration");

    private final String text;

    StageName(String text) {
        this.text = text;
    }

    /** The stages that lead to a release, in order. */
    static List<StageName> of(Release target) {
        if (!target.hasModelTables()) {
            return List.of();
        }
        return Arrays.stream(values())
                .filter(stage -> target.hasTypeBits() || stage.compareTo(SEEDING) < 0)
                .toList();
    }

    String text() {
        return text;
    }

    /** @throws IllegalArgumentException for a name no stage has */
    static StageName of(String text) {
        return Arrays.stream(values())
                .filter(stage -> stage.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no stage named " + text));
    }
}
