package dev.ragflow.migrator.model.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.release.Release;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class LegacyModelsTest {

    private static final Factories FACTORIES = new Factories(Catalogue.builtIn(Release.V0_26_4), List.of("House-Made"));
    private static final Collation GENERAL_CI = Collation.ofMySql("utf8mb4_general_ci");

    private static final List<LegacyModel> ROWS = List.of(
            model(1, "OpenAI", "gpt-4o", ModelType.CHAT),
            model(2, "VLLM", "qwen___VLLM", ModelType.CHAT),
            model(3, "OpenAI-API-Compatible", "qwen___OpenAI-API", ModelType.CHAT),
            model(4, "Ollama", "llama3", ModelType.CHAT),
            model(5, "Xinference", "llama3", ModelType.EMBEDDING),
            model(6, "Ollama", "m@x", ModelType.CHAT),
            model(7, "Ollama", "m@x@y", ModelType.CHAT),
            model(8, "cohere", "rerank-v3", ModelType.RERANK),
            model(9, "House-Made", "own", ModelType.CHAT),
            model(10, "Ollama", "vision", ModelType.IMAGE2TEXT),
            model(11, "LM-Studio", "vision", ModelType.OCR),
            model(12, "LocalAI", "plain", ModelType.CHAT),
            model(13, "LocalAI", "plain___LocalAI", ModelType.CHAT));

    static LegacyModel model(long id, String factory, String name, ModelType type) {
        return new LegacyModel(id, factory, name, type, null, 8192L, true, 1, 1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gpt-4o@OpenAI, CHAT, 1",
                "gpt-4o, CHAT, 1",
                "gpt-4o, EMBEDDING, 1", // types are not compared
                "gpt-4o@Ollama, CHAT, 1", // wrong factory: any
                "gpt-4o@Nobody, CHAT, -", // unknown factory: one long name
                "qwen@VLLM, CHAT, 2",
                "qwen___VLLM@VLLM, CHAT, 2",
                "qwen@OpenAI-API-Compatible, CHAT, 3",
                "qwen___OpenAI-API, CHAT, 3",
                "qwen, CHAT, -",
                "plain@LocalAI, CHAT, 12",
                "llama3, CHAT, 4",
                "llama3, EMBEDDING, 5",
                "llama3, RERANK, 4", // lowest factory
                "llama3@Xinference, CHAT, 5",
                "m@x, CHAT, 6",
                "m@x@Ollama, CHAT, 6",
                "m@x@y, CHAT, 6", // three parts: the last is the factory, and a wrong one
                "m@x@y@Ollama, CHAT, 7",
                "m@x@Nobody, CHAT, 6",
                "rerank-v3@cohere, RERANK, 8",
                "rerank-v3@Cohere, RERANK, 8",
                "own@House-Made, CHAT, 9",
                "vision, LAYOUT, 11",
                "vision@Ollama, LAYOUT, 10",
                "GPT-4o@OpenAI, CHAT, -",
                "gpt-4o@default@OpenAI, CHAT, -",
                "someone@example.com, CHAT, -",
                "DeepDOC, LAYOUT, -"
            })
    void findsWhatTheOldApplicationFound(String reference, Slot slot, Long id) {
        assertThat(new LegacyModels(ROWS, Collation.BINARY)
                        .find(reference, FACTORIES, slot, null)
                        .map(LegacyModel::id))
                .isEqualTo(java.util.Optional.ofNullable(id));
    }

    @Test
    void onMySqlACloserSpellingWinsOverACoarserOne() {
        List<LegacyModel> rows = List.of(
                model(1, "Ollama", "Llama", ModelType.CHAT),
                model(2, "Xinference", "llama", ModelType.CHAT),
                model(3, "OpenAI", "Ada", ModelType.CHAT));
        LegacyModels models = new LegacyModels(rows, GENERAL_CI);

        assertThat(models.find("llama", FACTORIES, Slot.CHAT, null)).contains(rows.get(1));
        assertThat(models.find("llama@Ollama", FACTORIES, Slot.CHAT, null)).contains(rows.get(0));
        assertThat(models.find("LLAMA", FACTORIES, Slot.CHAT, null)).contains(rows.get(0));
        assertThat(models.find("ada ", FACTORIES, Slot.CHAT, null)).contains(rows.get(2));
        assertThat(models.find("ADA@OpenAI", FACTORIES, Slot.CHAT, null)).contains(rows.get(2));
        assertThat(new LegacyModels(rows, Collation.BINARY).find("LLAMA", FACTORIES, Slot.CHAT, null))
                .isEmpty();
    }

    @Test
    void theNumberLeftByV025DecidesAmongRowsOfOneNameOnly() {
        List<LegacyModel> rows = List.of(
                model(1, "Ollama", "m", ModelType.CHAT),
                model(2, "Xinference", "m", ModelType.CHAT),
                model(3, "Xinference", "other", ModelType.CHAT),
                model(4, "VLLM", "m", ModelType.RERANK));
        LegacyModels models = new LegacyModels(rows, Collation.BINARY);

        assertThat(models.find("m", FACTORIES, Slot.CHAT, null)).contains(rows.get(0));
        assertThat(models.find("m", FACTORIES, Slot.CHAT, 2L)).contains(rows.get(1));
        assertThat(models.find("m", FACTORIES, Slot.CHAT, 3L)).contains(rows.get(0));
        assertThat(models.find("m", FACTORIES, Slot.CHAT, 4L)).contains(rows.get(3));
    }

    @Test
    void rowsWithoutANameAreNeverMeant() {
        LegacyModels models = new LegacyModels(List.of(model(1, "Ollama", "", ModelType.CHAT)), Collation.BINARY);

        assertThat(models.find("@Ollama", FACTORIES, Slot.CHAT, null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "m@i@P, m, i, P",
        "a@b@i@P, a@b, i, P",
        "@m@i@P, @m, i, P",
    })
    void newReferencesSplitFromTheRight(String text, String model, String instance, String provider) {
        ModelReference reference = ModelReference.parse(text).orElseThrow();

        assertThat(reference).isEqualTo(new ModelReference(model, instance, provider));
        assertThat(reference.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"m", "m@P", "@i@P", "m@@P", "m@i@"})
    void otherTextsAreNoNewReferences(String text) {
        assertThat(ModelReference.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "utf8mb4_0900_ai_ci, a, A, true",
                "utf8mb4_0900_ai_ci, a, 'a ', false",
                "utf8mb4_unicode_ci, ä, A, true",
                "utf8mb4_general_ci, a, 'a ', true",
                "utf8mb4_0900_as_ci, ä, A, false",
                "utf8mb4_0900_as_cs, a, A, false",
                "utf8mb4_bin, a, A, false",
                "utf8mb4_bin, a, 'a ', true",
                "uca1400_ai_ci, É, e, true",
                "uca1400_nopad_ai_ci, e, 'e ', false",
                "latin1_swedish_ci, a, A, true",
                "-, a, A, false"
            })
    void comparesAsTheCollationDoes(String collation, String left, String right, boolean same) {
        Collation rules = Collation.ofMySql(collation);

        assertThat(rules.key(left).equals(rules.key(right))).isEqualTo(same);
    }
}
