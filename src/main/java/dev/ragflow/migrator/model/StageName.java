package dev.ragflow.migrator.model;

import java.util.Arrays;

/** The stages of v0.26.4 in their order; the names are those operators know from RAGFlow's own script. */
enum StageName {
    PROVIDER("tenant_model_provider"),
    INSTANCE("tenant_model_instance"),
    MODEL("tenant_model"),
    REFERENCES("model_id_config");

    private final String text;

    StageName(String text) {
        this.text = text;
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
