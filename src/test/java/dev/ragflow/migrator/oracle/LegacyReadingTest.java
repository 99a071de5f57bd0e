package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The oracle's reading of the old tables")
@Tag("fast")
class LegacyReadingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sk|sk",
                "`sk `|`sk `",
                "{\"api_key\":\"sk\"}|sk",
                "` {\"is_tools\" : true, \"api_key\":\"s\\u006b\"} `|sk",
                "{\"api_key\":\"a\",\"api_key\":\"b\"}|b",
                "{\"api_key\":null}|``",
                "{}|``",
                "{\"api_key\":{\"a\": 1}}|{\"a\": 1}",
                "[\"sk\"]|[\"sk\"]",
                "\"sk\"|\"sk\"",
                "{\"api_key\":\"sk\"|{\"api_key\":\"sk\"",
                "{\"a\": 1,  \"b\":\"\\n\"}|{\"a\": 1,  \"b\":\"\\n\"}",
                "{\"a\":1, \"is_tools\":true}|{\"a\":1}",
                "{\"is_tools\":true, \"a\":1}|{\"a\":1}",
                "{\"a\":1,\"is_tools\":true,\"b\":{\"is_tools\":1}}|{\"a\":1,\"b\":{\"is_tools\":1}}",
                "{\"is_tools\":true,\"a\":1,\"is_tools\":true}|{\"a\":1}"
            })
    void decodesKeys(String stored, String credential) {
        assertThat(LegacyCredential.of(stored).text()).isEqualTo(credential);
    }

    @Test
    void readsTools() {
        assertThat(LegacyCredential.of("{\"api_key\":\"\",\"is_tools\":true}").isTools())
                .isTrue();
        assertThat(LegacyCredential.of("{\"x\":1,\"is_tools\":false}").isTools())
                .isFalse();
        assertThat(LegacyCredential.of("sk").isTools()).isNull();
        assertThat(LegacyCredential.of(null)).isEqualTo(new LegacyCredential("", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "01",
                "[1] x",
                "\"\u0001\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "nul",
                "{\"a\" 1}",
                "[1 2]",
                "NaN",
                "-",
                "1."
            })
    void refusesWhatIsNotJson(String text) {
        assertThat(RawJson.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", " [ ] ", "{\"a\":{\"b\":[{}]}}", "\"\\ud800 \\/\"", "-0.0E+1", "null"})
    void acceptsWhatIsJson(String text) {
        assertThat(RawJson.parse(text)).isPresent();
    }

    private final List<Row> rows = new ArrayList<>();

    private void model(String factory, String name, String type) {
        SortedMap<String, @Nullable String> values = new TreeMap<>();
        values.put("tenant_id", "t");
        values.put("llm_factory", factory);
        values.put("llm_name", name);
        values.put("model_type", type);
        values.put("id", String.valueOf(rows.size()));
        rows.add(new Row(values));
    }

    private String resolve(String reference, String type, @Nullable String hint) {
        SortedMap<String, List<Row>> tables = new TreeMap<>();
        tables.put("tenant_llm", rows);
        DatabaseSnapshot database = new DatabaseSnapshot(tables, new TreeMap<>(), false);
        return new LegacyApplication(database, ReleaseCatalogue.of("v0.26.4"))
                .resolve("t", reference, type, hint)
                .map(row -> row.text("llm_name") + " of " + row.text("llm_factory"))
                .orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "dup@VLLM, embedding, dup of VLLM",
        "dup, chat, dup of Ollama",
        "dup, embedding, dup of Xinference",
        "dup, tts, dup of LM-Studio",
        "dup@OpenAI, rerank, dup of LM-Studio",
        "dup@NoSuchFactory, chat, nothing",
        "dup@x@NoSuchFactory, chat, nothing",
        "low, chat, low of Xinference",
        "a@b, chat, a@b of Ollama",
        "a@b@Ollama, chat, a@b of Ollama",
        "a@b@NoSuchFactory, chat, a@b of Ollama",
        "s@VLLM, chat, s___VLLM of VLLM",
        "s, chat, s of Ollama",
        "s@OpenAI, chat, s of Ollama",
        "t, chat, nothing",
        "t@VLLM, chat, t___VLLM of VLLM",
        "Dup@VLLM, chat, nothing",
        "'', chat, nothing"
    })
    void resolvesReferences(String reference, String type, String found) {
        model("Ollama", "dup", "chat");
        model("VLLM", "dup", "chat");
        model("Xinference", "dup", "embedding");
        model("LM-Studio", "dup", "rerank");
        model("n1n", "low", "chat");
        model("Xinference", "low", "chat");
        model("Ollama", "a@b", "chat");
        model("VLLM", "s___VLLM", "chat");
        model("Ollama", "s", "chat");
        model("VLLM", "t___VLLM", "chat");
        assertThat(resolve(reference, type, null)).isEqualTo(found);
    }

    @Test
    void hintsDecideAmongRowsOfTheNameOnly() {
        model("Ollama", "dup", "chat");
        model("VLLM", "dup", "chat");
        model("VLLM", "other", "chat");
        assertThat(resolve("dup", "chat", "1")).isEqualTo("dup of VLLM");
        assertThat(resolve("dup", "chat", "2")).isEqualTo("dup of Ollama");
        assertThat(resolve("dup@Ollama", "chat", "1")).isEqualTo("dup of Ollama");
    }
}
