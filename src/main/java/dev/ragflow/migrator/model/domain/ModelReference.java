package dev.ragflow.migrator.model.domain;

import java.util.Optional;
import java.util.Set;

/**
 * A reference to a model in the form of v0.26 and later, {@code model@instance@provider}. It is read from the right, since a
 * model's name may itself contain {@code @}.
 */
public record ModelReference(String model, String instance, String provider) {

    /** The instance that two-part references mean. */
    public static final String DEFAULT_INSTANCE = "default";

    /** Widths of the columns for references in RAGFlow's schemas up to v0.27, in characters. */
    private static final Set<Integer> COLUMN_WIDTHS = Set.of(128, 256);

    /** Reads a text of three or more parts; empty for fewer, or where a part is empty. */
    public static Optional<ModelReference> parse(String text) {
        int provider = text.lastIndexOf('@');
        int instance = provider < 0 ? -1 : text.lastIndexOf('@', provider - 1);
        if (instance <= 0 || provider == instance + 1 || provider == text.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(new ModelReference(
                text.substring(0, instance), text.substring(instance + 1, provider), text.substring(provider + 1)));
    }

    /**
     * Whether a text is just as long as a column for references, so that RAGFlow's script, which grows references without strict
     * mode, may have lost its end.
     */
    public static boolean mayBeCut(String text) {
        return text.indexOf('@') > 0 && COLUMN_WIDTHS.contains(text.codePointCount(0, text.length()));
    }

    public String text() {
        return model + '@' + instance + '@' + provider;
    }
}
