package dev.ragflow.migrator.model.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class JsonReferencesTest {

    /** Marks every value that is offered for replacement. */
    private static Optional<String> mark(String json, boolean inSearchConfig) {
        return JsonReferences.edit(json, inSearchConfig, (key, slot, value) -> value + "@default@P");
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("{\"llm_id\":\"m\"}", "{\"llm_id\":\"m@default@P\"}"),
                Arguments.of(
                        " {\n\t\"llm_id\" : \"m\" , \"x\": 1e400, \"n\":123456789012345678901234567890 }\n",
                        " {\n\t\"llm_id\" : \"m@default@P\" , \"x\": 1e400, \"n\":123456789012345678901234567890 }\n"),
                Arguments.of(
                        "{\"llm_id\":\"a\",\"llm_id\":\"b\",\"LLM_ID\":\"c\"}",
                        "{\"llm_id\":\"a@default@P\",\"llm_id\":\"b@default@P\",\"LLM_ID\":\"c\"}"),
                Arguments.of(
                        "[[{\"a\":{\"embd_id\":\"é😀\"}}], {\"parse_method\":\"q\\\"\\\\\"}]",
                        "[[{\"a\":{\"embd_id\":\"\\u00e9\\ud83d\\ude00@default@P\"}}], {\"parse_method\":\"q\\\"\\\\@default@P\"}]"),
                Arguments.of(
                        "{\"😀é\":\"😀\",\"tts_id\":\"t\",\"p\":\"mail me@example.com \\u0041\\/\"}",
                        "{\"😀é\":\"😀\",\"tts_id\":\"t@default@P\",\"p\":\"mail me@example.com \\u0041\\/\"}"),
                Arguments.of("{\"llm\\u005fid\":\"m\\u0040x\"}", "{\"llm\\u005fid\":\"m@x@default@P\"}"),
                Arguments.of(
                        "{\"x\":NaN,\"y\":-Infinity,\"ocr_id\":\"o\"}",
                        "{\"x\":NaN,\"y\":-Infinity,\"ocr_id\":\"o@default@P\"}"),
                Arguments.of("{\"llm_id\":null,\"embd_id\":[\"m\"],\"rerank_id\":{\"x\":\"m\"},\"tts_id\":\"\"}", null),
                Arguments.of("{\"chat_id\":\"m\"}", null),
                Arguments.of("\"llm_id\"", null),
                Arguments.of("17", null));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void changesTheValuesAndNothingElse(String json, String expected) {
        assertThat(mark(json, false)).contains(expected == null ? json : expected);
    }

    @Test
    void returnsTheSameTextWhereNothingChanges() {
        String json = "{\"llm_id\":\"m\"}";

        assertThat(JsonReferences.edit(json, false, (key, slot, value) -> value))
                .get()
                .isSameAs(json);
    }

    @Test
    void takesChatIdInSearchConfigsOnly() {
        assertThat(mark("{\"chat_id\":\"m\"}", true)).contains("{\"chat_id\":\"m@default@P\"}");
        assertThat(mark("{\"chat_id\":\"m\"}", false)).contains("{\"chat_id\":\"m\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"llm_id\":\"m\"",
                "{\"llm_id\":\"m\"}}",
                "{\"llm_id\":\"m\"} {}",
                "{'llm_id':'m'}",
                "{\"llm_id\":\"m\",}",
                "{\"llm_id\":\"a\nb\"}",
                "None"
            })
    void leavesAloneWhatDoesNotParse(String text) {
        assertThat(mark(text, false)).isEmpty();
    }

    @Test
    void copesWithDeepNestingAndLongTexts() {
        String deep = "[".repeat(5_000) + "{\"llm_id\":\"m\"}" + "]".repeat(5_000);
        String big = "{\"x\":\"" + "y".repeat(25_000_000) + "\",\"n\":" + "9".repeat(5_000) + ",\"llm_id\":\"m\"}";

        assertThat(mark(deep, false)).contains(deep.replace("\"m\"", "\"m@default@P\""));
        assertThat(mark(big, false)).contains(big.replace("\"m\"", "\"m@default@P\""));
    }

    /** Random documents: undoing the edit gives back the original, character by character. */
    @Test
    void changesNothingElseInRandomDocuments() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder json = new StringBuilder();
            write(json, random, 0);

            String edited = mark(json.toString(), false).orElseThrow();

            assertThat(edited.replace("@default@P", "")).isEqualTo(json.toString());
            assertThat(edited.split("@default@P", -1).length)
                    .isEqualTo(json.toString().split("\"llm_id\" *: *\"v", -1).length);
        }
    }

    private static void write(StringBuilder json, Random random, int depth) {
        String blank = " ".repeat(random.nextInt(3));
        switch (random.nextInt(depth > 4 ? 4 : 7)) {
            case 0 -> json.append("1e400");
            case 1 -> json.append("\"\\\\\\\"😀é\\u0000 \\/\"");
            case 2 -> json.append("true");
            case 3 -> json.append("-12345678901234567890.5E-7");
            case 4 -> {
                json.append('[').append(blank);
                for (int i = random.nextInt(4); i > 0; i--) {
                    write(json, random, depth + 1);
                    json.append(i > 1 ? "," : blank);
                }
                json.append(']');
            }
            default -> {
                json.append('{').append(blank);
                for (int i = random.nextInt(5); i > 0; i--) {
                    if (random.nextBoolean()) {
                        json.append("\"llm_id\"")
                                .append(blank)
                                .append(':')
                                .append(blank)
                                .append("\"v\\\"x\"");
                    } else {
                        json.append("\"é\\\"\":");
                        write(json, random, depth + 1);
                    }
                    json.append(i > 1 ? "," : "");
                }
                json.append('}');
            }
        }
    }
}
