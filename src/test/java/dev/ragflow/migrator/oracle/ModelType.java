package dev.ragflow.migrator.oracle;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The type names of v0.26, and what older and newer releases call them. */
final class ModelType {

    static final Set<String> ALL = Set.of("chat", "embedding", "image2text", "speech2text", "rerank", "tts", "ocr");

    /** In the order of their bits in v0.27, from 1 on. */
    private static final List<String> BITS =
            List.of("chat", "embedding", "speech2text", "image2text", "rerank", "tts", "ocr");

    private ModelType() {}

    /** Whether the value is a number of bits that v0.27 knows, with at least one of them set. */
    static boolean isBits(String value) {
        return value.matches("[0-9]{1,3}") && Integer.parseInt(value) > 0 && Integer.parseInt(value) < 128;
    }

    /** The types of a row: one by its name, several by their bits, none of a value that is neither. */
    static Set<String> stored(String value) {
        Set<String> types = new TreeSet<>();
        if (isBits(value)) {
            for (int i = 0; i < BITS.size(); i++) {
                if ((Integer.parseInt(value) & 1 << i) != 0) {
                    types.add(BITS.get(i));
                }
            }
        } else {
            of(value).ifPresent(types::add);
        }
        return types;
    }

    static int bits(Set<String> types) {
        return types.stream().mapToInt(type -> 1 << BITS.indexOf(type)).sum();
    }

    /** As tenant_llm spells the type from v0.27 on. */
    static String newSpelling(String name) {
        return switch (name) {
            case "image2text" -> "vision";
            case "speech2text" -> "asr";
            default -> name;
        };
    }

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
