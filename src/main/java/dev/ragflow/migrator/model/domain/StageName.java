package dev.ragflow.migrator.model.domain;

import dev.ragflow.migrator.release.Release;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The stages in their order, the last three those of v0.27.0; the names are those operators know from RAGFlow's own script. */
public enum StageName {
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
    public static List<StageName> of(Release target) {
        if (!target.hasModelTables()) {
            return List.of();
        }
        return Arrays.stream(values())
                .filter(stage -> target.hasTypeBits() || stage.compareTo(SEEDING) < 0)
                .toList();
    }

    /** The first stage whose work a check of the verification looks at; empty where no stage would do it again. */
    public static Optional<StageName> behind(String check) {
        return Optional.ofNullable(
                switch (check) {
                    case "models" -> PROVIDER;
                    case "instance-unique", "default-instance" -> INSTANCE;
                    case "references" -> REFERENCES;
                    case "id-columns" -> IDS;
                    default -> null;
                });
    }

    public String text() {
        return text;
    }

    /** @throws IllegalArgumentException for a name no stage has */
    public static StageName of(String text) {
        return Arrays.stream(values())
                .filter(stage -> stage.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no stage named " + text));
    }
}
