package dev.ragflow.migrator.model.domain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ragflow.migrator.database.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tenant_llm.api_key} means: the secret that goes to {@code tenant_model_instance.api_key}, and the {@code
 * is_tools} flag that some releases of RAGFlow hid beside it.
 *
 * <p>Text that is no JSON object is the key itself, blanks included. An object with no members but {@code api_key} and {@code
 * is_tools} stands for its inner key. Any other object is a payload (a service account, a region with two keys) and is passed
 * on byte for byte, without its {@code is_tools} member.
 *
 * @param key the secret, compared byte by byte; empty where the column holds NULL or ''
 * @param tools the flag, null where the column does not tell
 */
public record Credential(Secret key, @Nullable Boolean tools) {

    private record Member(
            String name,
            int start,
            JsonToken value,
            @Nullable String text,
            int valueStart) {}

    /** Reads the column's content. */
    public static Credential decode(@Nullable String apiKey) {
        if (apiKey == null || apiKey.isEmpty()) {
            return new Credential(Secret.of(""), null);
        }
        if (apiKey.indexOf('{') < 0) {
            return new Credential(Secret.of(apiKey), null);
        }
        try (JsonParser parser = Json.FACTORY.createParser(apiKey)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Credential(Secret.of(apiKey), null);
            }
            return decodeObject(apiKey, parser);
        } catch (IOException notJson) {
            return new Credential(Secret.of(apiKey), null);
        }
    }

    private static Credential decodeObject(String json, JsonParser parser) throws IOException {
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            int start = offset(parser);
            JsonToken value = parser.nextToken();
            String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
            members.add(new Member(name, start, value, text, offset(parser)));
            parser.skipChildren();
        }
        int end = offset(parser);
        if (parser.nextToken() != null) {
            return new Credential(Secret.of(json), null);
        }
        Boolean tools = null;
        String key = "";
        boolean payload = false;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            switch (member.name()) {
                case "is_tools" -> tools = flag(member.value());
                case "api_key" ->
                    key = value(
                            json,
                            member,
                            i + 1 < members.size() ? members.get(i + 1).start() : end);
                default -> payload = true;
            }
        }
        if (payload || !storable(key)) {
            return new Credential(Secret.of(withoutTools(json, members, end)), tools);
        }
        return new Credential(Secret.of(key), tools);
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static @Nullable Boolean flag(JsonToken value) {
        return switch (value) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** An inner key that is no string is passed on as it is written. */
    private static String value(String json, Member member, int next) {
        if (member.text() != null) {
            return member.text();
        }
        if (member.value() == JsonToken.VALUE_NULL) {
            return "";
        }
        String raw = json.substring(member.valueStart(), next).strip();
        return raw.endsWith(",") ? raw.substring(0, raw.length() - 1).strip() : raw;
    }

    /** Half a surrogate pair or U+0000 cannot go into a UTF-8 text column: better the whole object, which can. */
    private static boolean storable(String key) {
        return key.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    /** Cuts the members called is_tools with one comma each; every other character stays. At least one member is another. */
    private static String withoutTools(String json, List<Member> members, int end) {
        StringBuilder text = new StringBuilder(json);
        int last = members.size() - 1;
        while (members.get(last).name().equals("is_tools")) {
            last--;
        }
        if (last < members.size() - 1) {
            int comma = beforeBlanks(json, members.get(last + 1).start()) - 1;
            text.delete(comma, beforeBlanks(json, end));
        }
        for (int i = last - 1; i >= 0; i--) {
            if (members.get(i).name().equals("is_tools")) {
                text.delete(members.get(i).start(), members.get(i + 1).start());
            }
        }
        return text.toString();
    }

    private static int beforeBlanks(String text, int end) {
        int position = end;
        while (Character.isWhitespace(text.charAt(position - 1))) {
            position--;
        }
        return position;
    }
}
