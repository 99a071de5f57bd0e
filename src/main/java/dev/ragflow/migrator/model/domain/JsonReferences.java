package dev.ragflow.migrator.model.domain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * Replaces references inside JSON text. Only the string values in question change: every other character stays as it was, which
 * re-serialising cannot promise (order, duplicate keys, spacing, {@code 1e400}, escapes).
 */
public final class JsonReferences {

    /** Says what to put in place of a value. */
    @FunctionalInterface
    public interface Replacement {

        /**
         * @param key the member's name
         * @param value its text, unescaped and not empty
         * @return the new text, or {@code value} itself where nothing changes
         */
        String replace(String key, Slot slot, String value);
    }

    private JsonReferences() {}

    /**
     * Edits every value that names a model, at any depth.
     *
     * @param inSearchConfig whether the text is a {@code search_config}
     * @return the new text, the very same object where nothing changed; empty where the text is no JSON, which leaves it alone
     */
    public static Optional<String> edit(String json, boolean inSearchConfig, Replacement replacement) {
        return splice(json, inSearchConfig, replacement).map(splice -> splice.apply(json));
    }

    /**
     * The part of the text that {@link #edit} changes, from the first value to the last one.
     *
     * @return {@link Splice#NONE} where nothing changes; empty where the text is no JSON
     */
    public static Optional<Splice> splice(String json, boolean inSearchConfig, Replacement replacement) {
        StringBuilder edited = new StringBuilder();
        int first = -1;
        int copied = 0;
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            int depth = 0;
            boolean complete = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (complete) {
                    return Optional.empty();
                }
                if (token == JsonToken.VALUE_STRING) {
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    Optional<String> value = replaced(parser, inSearchConfig, replacement);
                    if (value.isPresent()) {
                        if (first < 0) {
                            first = start;
                            copied = start;
                        }
                        edited.append(json, copied, start).append(Json.literal(value.get()));
                        copied = closingQuote(json, start) + 1;
                    }
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                complete = depth == 0;
            }
            if (!complete) {
                return Optional.empty();
            }
        } catch (IOException notJson) {
            return Optional.empty();
        }
        return Optional.of(first < 0 ? Splice.NONE : new Splice(first, copied, edited.toString()));
    }

    private static Optional<String> replaced(JsonParser parser, boolean inSearchConfig, Replacement replacement)
            throws IOException {
        String key = parser.getParsingContext().inObject() ? parser.currentName() : null;
        Optional<Slot> slot = key == null ? Optional.empty() : Slot.of(key, inSearchConfig);
        if (key == null || slot.isEmpty()) {
            return Optional.empty();
        }
        String value = parser.getText();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String replaced = replacement.replace(key, slot.get(), value);
        return replaced.equals(value) ? Optional.empty() : Optional.of(replaced);
    }

    private static int closingQuote(String json, int openingQuote) {
        int position = openingQuote + 1;
        while (json.charAt(position) != '"') {
            position += json.charAt(position) == '\\' ? 2 : 1;
        }
        return position;
    }
}
