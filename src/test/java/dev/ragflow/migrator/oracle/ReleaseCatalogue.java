package dev.ragflow.migrator.oracle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The built-in models of a release, as the application's own file lists them; a factory's name stands before its models. */
final class ReleaseCatalogue {

    private final String tag;
    private final Map<String, Map<String, Set<String>>> types = new HashMap<>();
    private final Map<String, Set<String>> tokens = new HashMap<>();
    private final Map<String, Set<Boolean>> tools = new HashMap<>();
    private final Map<String, Set<Boolean>> toolsAnywhere = new HashMap<>();

    private ReleaseCatalogue(String tag) {
        this.tag = tag;
    }

    /** Reads {@code release/<tag>/catalogue.json} from the class path. */
    static ReleaseCatalogue of(String tag) {
        String name = "/release/" + tag + "/catalogue.json";
        try (InputStream in = ReleaseCatalogue.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name + " on the class path");
            }
            ReleaseCatalogue catalogue = new ReleaseCatalogue(tag);
            try (JsonParser parser = new JsonFactory().createParser(in)) {
                while (parser.nextToken() != null) {
                    if (parser.currentToken() == JsonToken.FIELD_NAME && "name".equals(parser.currentName())) {
                        catalogue.provider(parser, parser.nextTextValue());
                    }
                }
            }
            return catalogue;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void provider(JsonParser parser, String provider) throws IOException {
        types.putIfAbsent(provider, new HashMap<>());
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                model(parser, provider);
            }
        }
    }

    private void model(JsonParser parser, String provider) throws IOException {
        String name = "";
        boolean isTools = false;
        String maxTokens = "";
        Set<String> found = new TreeSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            if ("llm_name".equals(member)) {
                name = parser.getText();
            } else if ("is_tools".equals(member)) {
                isTools = token == JsonToken.VALUE_TRUE;
            } else if ("max_tokens".equals(member)) {
                maxTokens = parser.getText();
            } else if ("model_type".equals(member) && token == JsonToken.VALUE_STRING) {
                ModelType.of(parser.getText()).ifPresent(found::add);
            } else if ("model_type".equals(member)) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    ModelType.of(parser.getText()).ifPresent(found::add);
                }
            }
        }
        types.getOrDefault(provider, new HashMap<>())
                .computeIfAbsent(name, key -> new TreeSet<>())
                .addAll(found);
        tokens.computeIfAbsent(provider + "\n" + name, key -> new HashSet<>()).add(maxTokens);
        tools.computeIfAbsent(provider + "\n" + name, key -> new HashSet<>()).add(isTools);
        toolsAnywhere.computeIfAbsent(name, key -> new HashSet<>()).add(isTools);
    }

    /** Whether the release keeps types as bits, one row a model, and has no fallback to the catalogue: from v0.27 on. */
    boolean hasTypeBits() {
        return tag.compareTo("v0.27") > 0;
    }

    /** The names of a provider's models. */
    Set<String> models(String provider) {
        return types.getOrDefault(provider, Map.of()).keySet();
    }

    /** What the provider's entries of that name have for {@code max_tokens}. */
    Set<String> tokens(String provider, String model) {
        return tokens.getOrDefault(provider + "\n" + model, Set.of());
    }

    boolean knows(String provider) {
        return types.containsKey(provider);
    }

    /** The types of a provider's model, none where the catalogue does not list it. */
    Set<String> types(String provider, String model) {
        return types.getOrDefault(provider, Map.of()).getOrDefault(model, Set.of());
    }

    /** What the provider's entries, else all entries of that name, say about tools; none where there is no entry. */
    Set<Boolean> tools(String provider, String model) {
        Set<Boolean> own = tools.get(provider + "\n" + model);
        return own != null ? own : toolsAnywhere.getOrDefault(model, Set.of());
    }
}
