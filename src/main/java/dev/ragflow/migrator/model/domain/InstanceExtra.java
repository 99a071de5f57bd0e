package dev.ragflow.migrator.model.domain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The column {@code extra} of an instance: a JSON object whose member {@code base_url} is the old {@code api_base}. */
public final class InstanceExtra {

    private InstanceExtra() {}

    /** The text for a new instance. */
    public static String of(String baseUrl) {
        return baseUrl.isEmpty() ? "{}" : "{\"base_url\": " + Json.literal(baseUrl) + "}";
    }

    /** The base URL, trimmed; empty where there is none. */
    public static String baseUrl(@Nullable String extra) {
        String value = "";
        if (extra != null && !extra.isBlank()) {
            try (JsonParser parser = Json.FACTORY.createParser(extra)) {
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        boolean wanted = parser.currentName().equals("base_url");
                        if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                            value = parser.getText();
                        }
                        parser.skipChildren();
                    }
                }
            } catch (IOException notJson) {
                return "";
            }
        }
        return value.strip();
    }

    /** The same object with another base URL; what is no object is replaced, and so is an empty text. */
    public static String withBaseUrl(@Nullable String extra, String baseUrl) {
        if (extra == null || extra.isBlank()) {
            return of(baseUrl);
        }
        if (baseUrl(extra).equals(baseUrl)) {
            return extra;
        }
        StringBuilder members = new StringBuilder();
        try (JsonParser parser = Json.FACTORY.createParser(extra)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    int end = (int) parser.currentLocation().getCharOffset();
                    if (!name.equals("base_url")) {
                        members.append(", ").append(Json.literal(name)).append(": ");
                        members.append(extra, start, end);
                    }
                }
            }
        } catch (IOException notJson) {
            return of(baseUrl);
        }
        return "{\"base_url\": " + Json.literal(baseUrl) + members + "}";
    }
}
