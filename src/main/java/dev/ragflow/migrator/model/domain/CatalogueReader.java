package dev.ragflow.migrator.model.domain;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads RAGFlow's {@code llm_factories.json}; members it has no use for are skipped. */
final class CatalogueReader {

    private final String name;
    private final JsonParser parser;
    private final Map<String, Map<String, Catalogue.Entry>> providers = new HashMap<>();

    private CatalogueReader(String name, JsonParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /**
     * @param origin what {@link Catalogue#source} tells
     * @param name the file's name for messages
     */
    static Catalogue read(String origin, String name, InputStream content) throws IOException {
        try (JsonParser parser = Json.FACTORY.createParser(content)) {
            CatalogueReader reader = new CatalogueReader(name, parser);
            reader.document();
            return new Catalogue(origin, reader.providers);
        } catch (JsonProcessingException e) {
            throw new CatalogueException("The model catalogue " + name + " is no JSON, " + position(e.getLocation())
                    + ": " + e.getOriginalMessage());
        }
    }

    private void document() throws IOException {
        parser.nextToken();
        expect(JsonToken.START_OBJECT, "an object with the member factory_llm_infos");
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean factories = parser.currentName().equals("factory_llm_infos");
            parser.nextToken();
            if (factories) {
                found = true;
                expect(JsonToken.START_ARRAY, "a list of factories");
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    factory();
                }
            } else {
                parser.skipChildren();
            }
        }
        if (!found) {
            throw new CatalogueException("The model catalogue " + name + " has no member factory_llm_infos");
        }
    }

    private void factory() throws IOException {
        expect(JsonToken.START_OBJECT, "a factory");
        String factory = null;
        Map<String, Catalogue.Entry> models = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            if (member.equals("name")) {
                factory = text("the factory's name");
            } else if (member.equals("llm")) {
                expect(JsonToken.START_ARRAY, "a list of models");
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    model(models);
                }
            } else {
                parser.skipChildren();
            }
        }
        if (factory == null) {
            throw wrong("a factory with a name");
        }
        Map<String, Catalogue.Entry> before = providers.putIfAbsent(factory, models);
        if (before != null) {
            models.forEach((model, entry) -> before.merge(model, entry, Catalogue.Entry::and));
        }
    }

    private void model(Map<String, Catalogue.Entry> models) throws IOException {
        expect(JsonToken.START_OBJECT, "a model");
        String model = null;
        Set<ModelType> types = EnumSet.noneOf(ModelType.class);
        Long maxTokens = null;
        Boolean tools = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "llm_name" -> model = text("the model's name");
                case "model_type" -> types(types);
                case "max_tokens" -> maxTokens = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : null;
                case "is_tools" -> tools = flag(value);
                default -> parser.skipChildren();
            }
        }
        if (model == null) {
            throw wrong("a model with a llm_name");
        }
        models.merge(model, new Catalogue.Entry(types, maxTokens, tools), Catalogue.Entry::and);
    }

    private void types(Set<ModelType> types) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                ModelType.of(text("a model type")).ifPresent(types::add);
            }
        } else {
            ModelType.of(text("a model type")).ifPresent(types::add);
        }
    }

    private @Nullable Boolean flag(JsonToken value) throws IOException {
        parser.skipChildren();
        return value.isBoolean() ? value == JsonToken.VALUE_TRUE : null;
    }

    private String text(String what) throws IOException {
        expect(JsonToken.VALUE_STRING, what);
        return parser.getText();
    }

    private void expect(JsonToken token, String what) {
        if (parser.currentToken() != token) {
            throw wrong(what);
        }
    }

    private CatalogueException wrong(String expected) {
        return new CatalogueException("The model catalogue " + name + " should have " + expected + " at "
                + position(parser.currentTokenLocation()));
    }

    private static String position(@Nullable JsonLocation location) {
        return location == null
                ? "unknown position"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
