package dev.ragflow.migrator.model.domain;

import dev.ragflow.migrator.release.Release;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models a RAGFlow release knows by itself, provider by provider. A provider without models is one whose models users name
 * themselves (Ollama, VLLM, …). Names are compared exactly, as the application does.
 */
public final class Catalogue {

    /**
     * A built-in model.
     *
     * @param types what it does; may be empty where the file names types nobody knows
     * @param maxTokens context length, null where the catalogue does not tell
     * @param tools whether it can call tools, null where the catalogue does not tell
     */
    public record Entry(
            Set<ModelType> types,
            @Nullable Long maxTokens,
            @Nullable Boolean tools) {

        public Entry {
            types = Set.copyOf(types);
        }

        /** Both entries of one name as one; this one's figures come first. */
        Entry and(Entry other) {
            EnumSet<ModelType> all = EnumSet.noneOf(ModelType.class);
            all.addAll(types);
            all.addAll(other.types);
            return new Entry(all, maxTokens == null ? other.maxTokens : maxTokens, tools == null ? other.tools : tools);
        }
    }

    private final String origin;
    private final Map<String, Map<String, Entry>> providers;

    Catalogue(String origin, Map<String, Map<String, Entry>> providers) {
        this.origin = origin;
        this.providers = providers;
    }

    /** The catalogue of a file, or without one the built-in of a release; throws as {@link #read} does. */
    public static Catalogue of(Optional<Path> file, Release release) {
        return file.map(Catalogue::read).orElseGet(() -> builtIn(release));
    }

    /** The catalogue built into this program for a release; empty for releases that keep the old model table. */
    public static Catalogue builtIn(Release release) {
        String origin = "built in, " + release.tag();
        try (InputStream resource =
                Catalogue.class.getClassLoader().getResourceAsStream(release.resource("catalogue.json"))) {
            return resource == null
                    ? new Catalogue(origin, Map.of())
                    : CatalogueReader.read(origin, "built in for " + release.tag(), resource);
        } catch (IOException e) {
            throw new CatalogueException(
                    "The model catalogue of " + release.tag() + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * A catalogue in the format of RAGFlow's own {@code conf/llm_factories.json}.
     *
     * @throws CatalogueException when the file is not there, no JSON or has another form
     */
    public static Catalogue read(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return CatalogueReader.read(file.toString(), file.toString(), content);
        } catch (IOException e) {
            throw new CatalogueException("The model catalogue " + file + " cannot be read: "
                    + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
        }
    }

    /** Where it is from, for the summary: {@code built in, v0.26.4} or the file's path. */
    public String source() {
        return origin;
    }

    /** Tells catalogues apart by what they say of models, wherever they are from: 16 hexadecimal digits. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(providers).forEach((provider, models) -> {
            text.append('\n').append(provider);
            new TreeMap<>(models).forEach((model, entry) -> text.append('\n')
                    .append(model)
                    .append('\t')
                    .append(entry.types().stream().mapToInt(ModelType::bit).sum())
                    .append('\t')
                    .append(entry.maxTokens())
                    .append('\t')
                    .append(entry.tools()));
        });
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The names of its providers. */
    public Set<String> factories() {
        return providers.keySet();
    }

    public boolean has(String provider) {
        return providers.containsKey(provider);
    }

    /** What the release offers under a provider, by model name; empty for a provider it does not know. */
    public Map<String, Entry> models(String provider) {
        return providers.getOrDefault(provider, Map.of());
    }

    public Optional<Entry> find(String provider, String model) {
        return Optional.ofNullable(providers.getOrDefault(provider, Map.of()).get(model));
    }

    /** The types the release gives a model by itself; empty for models it does not know. */
    public Set<ModelType> types(String provider, String model) {
        return find(provider, model).map(Entry::types).orElse(Set.of());
    }

    /**
     * Whether a model can call tools: the provider's own entry, else any entry of that name, since the old application looked
     * that far.
     */
    public boolean tools(String provider, String model) {
        return find(provider, model)
                .map(entry -> Boolean.TRUE.equals(entry.tools()))
                .orElseGet(() -> providers.values().stream()
                        .map(models -> models.get(model))
                        .anyMatch(entry -> entry != null && Boolean.TRUE.equals(entry.tools())));
    }
}
