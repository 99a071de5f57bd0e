package dev.ragflow.migrator.oracle;

import java.util.Map;
import java.util.Set;

/** Factory names that changed or went away between releases. */
final class Factories {

    private static final Map<String, String> RENAMED =
            Map.of("cohere", "Cohere", "QAnything", "Youdao", "novita.ai", "NovitaAI");

    private static final Set<String> RETIRED = Set.of("01.AI", "BAAI", "LeptonAI", "Meituan", "PerfXCloud", "Youdao");

    private static final Map<String, String> SUFFIXES = Map.of(
            "OpenAI-API-Compatible", "___OpenAI-API",
            "VLLM", "___VLLM",
            "HuggingFace", "___HuggingFace",
            "LocalAI", "___LocalAI");

    private Factories() {}

    /** The name the provider has from v0.26 on. */
    static String today(String factory) {
        return RENAMED.getOrDefault(factory, factory);
    }

    /** Whether some release had a factory of that name that later ones do not have. */
    static boolean wasKnown(String factory) {
        return RENAMED.containsKey(factory) || RETIRED.contains(factory);
    }

    /** What is appended to the names of the factory's models; empty for most. */
    static String suffix(String factory) {
        return SUFFIXES.getOrDefault(factory, "");
    }
}
