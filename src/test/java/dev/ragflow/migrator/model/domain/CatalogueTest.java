package dev.ragflow.migrator.model.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class CatalogueTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void knowsTheModelsOfV0264() {
        Catalogue catalogue = Catalogue.builtIn(Release.V0_26_4);

        assertThat(catalogue.factories()).hasSize(66).contains("OpenAI", "Ollama", "Cohere", "NovitaAI");
        assertThat(catalogue.factories()).doesNotContain("cohere", "novita.ai", "Youdao", "BAAI");
        assertThat(catalogue.types("OpenAI", "gpt-4o")).containsExactly(ModelType.CHAT);
        assertThat(catalogue.types("OpenAI", "whisper-1")).containsExactly(ModelType.SPEECH2TEXT);
        assertThat(catalogue.types("Tongyi-Qianwen", "qwen3.6-plus"))
                .containsExactlyInAnyOrder(ModelType.CHAT, ModelType.OCR, ModelType.IMAGE2TEXT);
        assertThat(catalogue.types("OpenAI", "GPT-4o")).isEmpty();
        assertThat(catalogue.source()).isEqualTo("built in, v0.26.4");
    }

    @Test
    void isEmptyForReleasesWithTheOldTable() {
        assertThat(Catalogue.builtIn(Release.V0_25_6).factories()).isEmpty();
    }

    @Test
    void looksForToolsAtTheProviderThenAnywhere() {
        Catalogue catalogue = Catalogue.builtIn(Release.V0_26_4);

        assertThat(catalogue.tools("OpenAI", "gpt-4o")).isTrue();
        assertThat(catalogue.tools("Ollama", "gpt-4o")).isTrue();
        assertThat(catalogue.tools("Ollama", "my-own")).isFalse();
    }

    @Test
    void readsRagflowsOwnFile() throws IOException {
        Path file = folder.resolve("llm_factories.json");
        Files.writeString(file, """
                {"version": 1, "factory_llm_infos": [
                  {"name": "One", "logo": "", "tags": ["a"], "rank": "1", "llm": [
                     {"llm_name": "m", "tags": "x", "max_tokens": 10, "model_type": "vision", "is_tools": true},
                     {"llm_name": "m", "model_type": ["asr", "chat", "mystery"]},
                     {"llm_name": "n", "model_type": "mystery", "is_tools": null, "max_tokens": null}]},
                  {"name": "Two", "llm": []}]}
                """);

        Catalogue catalogue = Catalogue.read(file);

        assertThat(catalogue.factories()).containsExactlyInAnyOrder("One", "Two");
        assertThat(catalogue.types("One", "m"))
                .containsExactlyInAnyOrder(ModelType.IMAGE2TEXT, ModelType.SPEECH2TEXT, ModelType.CHAT);
        assertThat(catalogue.find("One", "m").orElseThrow().maxTokens()).isEqualTo(10);
        assertThat(catalogue.types("One", "n")).isEmpty();
        assertThat(catalogue.source()).isEqualTo(file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"factory_llm_infos\": [ | line 1",
                "{\"factory_llm_infos\": {}} | line 1, column 23",
                "[] | line 1, column 1",
                "{} | factory_llm_infos",
                "{\"factory_llm_infos\": [{\"llm\": []}]} | a factory with a name",
                "{\"factory_llm_infos\": [{\"name\": \"A\", \"llm\": [{\"model_type\": \"chat\"}]}]} | a model with a llm_name",
                "{\"factory_llm_infos\": [{\"name\": 7}]} | the factory's name at line 1, column 33"
            })
    void namesFileAndPositionOfWhatIsWrong(String content, String expected) throws IOException {
        Path file = folder.resolve("llm_factories.json");
        Files.writeString(file, content);

        assertThatThrownBy(() -> Catalogue.read(file))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(expected);
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> Catalogue.read(folder.resolve("none.json")))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("none.json");
    }
}
