package dev.ragflow.migrator.model.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class CredentialTest {

    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of(null, "", null),
                Arguments.of("", "", null),
                Arguments.of("sk-abc", "sk-abc", null),
                Arguments.of(" sk-abc ", " sk-abc ", null),
                Arguments.of("{not json", "{not json", null),
                Arguments.of("{\"a\":1} x", "{\"a\":1} x", null),
                Arguments.of("[{\"api_key\":\"x\"}]", "[{\"api_key\":\"x\"}]", null),
                Arguments.of("\"{}\"", "\"{}\"", null),
                Arguments.of("{}", "", null),
                Arguments.of("{\"is_tools\":true}", "", true),
                Arguments.of("{\"api_key\":\"sk\"}", "sk", null),
                Arguments.of("{\"api_key\":null}", "", null),
                Arguments.of("{\"api_key\":\"sk\",\"is_tools\":true}", "sk", true),
                Arguments.of(" { \"is_tools\" : false , \"api_key\" : \"s\\\"k\\n\" } ", "s\"k\n", false),
                Arguments.of("{\"api_key\":\"a\",\"api_key\":\"b\"}", "b", null),
                Arguments.of("{\"api_key\":{\"x\": 1e400 },\"is_tools\":true}", "{\"x\": 1e400 }", true),
                Arguments.of("{\"api_key\": 17 }", "17", null),
                Arguments.of("{\"api_key\":\"\\ud83d\\ude00\"}", "😀", null),
                Arguments.of("{\"api_key\":\"\\ud83d\"}", "{\"api_key\":\"\\ud83d\"}", null),
                Arguments.of("{\"api_key\":\"{\\\"api_key\\\":\\\"x\\\"}\"}", "{\"api_key\":\"x\"}", null),
                Arguments.of("{\"ak\":\"1\" ,\"sk\" :\"2\"}", "{\"ak\":\"1\" ,\"sk\" :\"2\"}", null),
                Arguments.of("{\"ak\":\"1\", \"is_tools\": true}", "{\"ak\":\"1\"}", true),
                Arguments.of("{\"ak\":\"1\" , \"is_tools\": true }", "{\"ak\":\"1\"  }", true),
                Arguments.of("{\"is_tools\":true, \"ak\":\"1\"}", "{\"ak\":\"1\"}", true),
                Arguments.of(
                        "{\"a\":{\"is_tools\":1}, \"is_tools\":[1,{\"x\":\"}\"}], \"b\":2}",
                        "{\"a\":{\"is_tools\":1}, \"b\":2}",
                        null),
                Arguments.of("{\"is_tools\":false,\"a\":1,\"is_tools\":true,\"is_tools\":true}", "{\"a\":1}", true),
                Arguments.of(
                        "{\"k\":\"a\\\\nb\\\\\\\\c é 😀\",\"is_tools\":true}",
                        "{\"k\":\"a\\\\nb\\\\\\\\c é 😀\"}",
                        true));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void readsTheColumn(String column, String key, Boolean tools) {
        Credential credential = Credential.decode(column);

        assertThat(credential.key().reveal()).isEqualTo(key);
        assertThat(credential.tools()).isEqualTo(tools);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-secret-key", "{\"api_key\":\"sk-secret-key\"}", "{\"a\":\"sk-secret-key\"}"})
    void neverTellsTheKey(String column) {
        Credential credential = Credential.decode(column);

        assertThat(credential.toString()).doesNotContain("secret");
        assertThat(Endpoint.of(credential.key(), "http://user:secret@host").toString())
                .doesNotContain("secret");
    }

    @Test
    void keysDifferByCaseAndBlanks() {
        assertThat(Credential.decode("SK")).isNotEqualTo(Credential.decode("sk"));
        assertThat(Credential.decode("sk ")).isNotEqualTo(Credential.decode("sk"));
        assertThat(Credential.decode(null)).isEqualTo(Credential.decode(""));
    }
}
