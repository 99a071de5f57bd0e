package dev.ragflow.migrator.model.domain;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of model factories (from v0.26: providers).
 *
 * <p>Which names are known matters for references: of {@code a@b} the application took {@code b} as a factory only if its
 * catalogue had it, exactly so spelled; otherwise the whole text was a model's name.
 */
public final class Factories {

    /** Factories that RAGFlow renamed along the way. */
    private static final Map<String, String> RENAMED =
            Map.of("cohere", "Cohere", "QAnything", "Youdao", "novita.ai", "NovitaAI");

    /** Factories that earlier releases had and v0.26 no longer has. */
    private static final Set<String> RETIRED = Set.of("01.AI", "BAAI", "LeptonAI", "Meituan", "PerfXCloud", "Youdao");

    /** The ending of model names that the application stored with a few factories and left out of references. */
    private static final Map<String, String> SUFFIXES = Map.of(
            "LocalAI", "___LocalAI",
            "HuggingFace", "___HuggingFace",
            "OpenAI-API-Compatible", "___OpenAI-API",
            "VLLM", "___VLLM");

    private final Set<String> known;
    private final Set<String> own;

    /**
     * @param catalogue the target release's catalogue
     * @param stored the names in the database's own tables
     */
    public Factories(Catalogue catalogue, Collection<String> stored) {
        own = Set.of();
        known = new HashSet<>(stored);
        known.addAll(catalogue.factories());
        known.addAll(RENAMED.keySet());
        known.addAll(RENAMED.values());
        known.addAll(RETIRED);
        known.remove("");
    }

    private Factories(Set<String> known, Set<String> own) {
        this.known = known;
        this.own = own;
    }

    /** These and some more; what is known to all is held once. */
    public Factories with(Collection<String> more) {
        Set<String> unknown = null;
        for (String factory : more) {
            if (!known.contains(factory) && !factory.isEmpty()) {
                unknown = unknown == null ? new HashSet<>() : unknown;
                unknown.add(factory);
            }
        }
        return unknown == null ? this : new Factories(known, unknown);
    }

    boolean isKnown(String factory) {
        return known.contains(factory) || own.contains(factory);
    }

    /** Today's name of a factory. */
    public static String canonical(String factory) {
        return RENAMED.getOrDefault(factory, factory);
    }

    /** The name under which {@code model} may be stored with {@code factory}; the same name where there is no such ending. */
    public static String suffixed(String model, String factory) {
        return model + SUFFIXES.getOrDefault(factory, "");
    }
}
