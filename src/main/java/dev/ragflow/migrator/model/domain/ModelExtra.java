package dev.ragflow.migrator.model.domain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The column {@code extra} of a model: a JSON object with {@code is_tools}, {@code max_tokens} and what else RAGFlow keeps there. */
public final class ModelExtra {

    private ModelExtra() {}

    public static String of(boolean tools, @Nullable Long maxTokens) {
        return "{\"is_tools\": " + tools + (maxTokens == null ? "" : ", \"max_tokens\": " + maxTokens) + "}";
    }

    /** The same object, with the two members added where it has none of that name; what is no object is replaced. */
    public static String completed(String extra, boolean tools, @Nullable Long maxTokens) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = Json.FACTORY.createParser(extra)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return of(tools, maxTokens);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (IOException notJson) {
            return of(tools, maxTokens);
        }
        StringBuilder added = new StringBuilder();
        if (!names.contains("is_tools")) {
            added.append(names.isEmpty() ? "" : ", ").append("\"is_tools\": ").append(tools);
        }
        if (maxTokens != null && !names.contains("max_tokens")) {
            added.append(names.isEmpty() && added.isEmpty() ? "" : ", ")
                    .append("\"max_tokens\": ")
                    .append(maxTokens);
        }
        int end = extra.lastIndexOf('}');
        return extra.substring(0, end).stripTrailing() + added + extra.substring(end);
    }
}
