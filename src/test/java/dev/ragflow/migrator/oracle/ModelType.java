package dev.ragflow.migrator.oracle;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The type names of v0.26, and what older and newer releases call them. */
final class ModelType {

    static final Set<String> ALL = Set.of("chat", "embedding", "image2text", "speech2text", "rerank", "tts", "ocr");

    private ModelType() {}

    /** Empty for NULL, an empty text and names that no release has. */
    static Optional<String> of(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        return switch (name) {
            case "vision" -> Optional.of("image2text");
            case "asr" -> Optional.of("speech2text");
            default -> ALL.contains(name) ? Optional.of(name) : Optional.empty();
        };
    }
}
