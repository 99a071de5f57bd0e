package dev.ragflow.migrator.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Looks whether a text is one JSON object and nothing else. */
final class JsonObjects {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonObjects() {}

    /** @param ofTexts whether all its values must be texts */
    static boolean isObject(String text, boolean ofTexts) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean texts = true;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                texts &= parser.nextToken() == JsonToken.VALUE_STRING;
                parser.skipChildren();
            }
            return parser.nextToken() == null && (texts || !ofTexts);
        } catch (IOException notJson) {
            return false;
        }
    }
}
