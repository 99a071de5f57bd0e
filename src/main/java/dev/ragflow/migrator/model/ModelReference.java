package dev.ragflow.migrator.model;

import java.util.Optional;

/**
 * A reference to a model in the form of v0.26 and later, {@code model@instance@provider}. It is read from the right, since a
 * model's name may itself contain {@code @}.
 */
record ModelReference(String model, String instance, String provider) {

    /** The instance that two-part references mean. */
    static final String DEFAULT_INSTANCE = "default";

    /** Reads a text of three or more parts; empty for fewer, or where a part is empty. */
    static Optional<ModelReference> parse(String text) {
        int provider = text.lastIndexOf('@');
        int instance = provider < 0 ? -1 : text.lastIndexOf('@', provider - 1);
        if (instance <= 0 || provider == instance + 1 || provider == text.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(new ModelReference(
                text.substring(0, instance), text.substring(instance + 1, provider), text.substring(provider + 1)));
    }

    String text() {
        return model + '@' + instance + '@' + provider;
    }
}
