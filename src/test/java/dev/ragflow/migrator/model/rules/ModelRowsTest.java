package dev.ragflow.migrator.model.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.release.Release;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ModelRowsTest {

    private static final Catalogue CATALOGUE = Catalogue.builtIn(Release.V0_26_4);

    private static LegacyModel model(String factory, String name, @Nullable ModelType type, boolean enabled) {
        return new LegacyModel(1L, factory, name, type, null, 4096L, enabled, 1, 1);
    }

    private static ModelRows rows(String provider, LegacyModel... models) {
        return new ModelRows(CATALOGUE, provider, List.of(models));
    }

    private static ModelRows.Row row(String name, ModelType type, boolean active, boolean tools) {
        return new ModelRows.Row(name, type, active, tools, 4096L);
    }

    @Test
    void aCatalogueModelThatIsOnNeedsNone() {
        assertThat(rows("OpenAI", model("OpenAI", "gpt-4o", ModelType.CHAT, true))
                        .needed())
                .isEmpty();
        assertThat(rows("OpenAI", model("OpenAI", "gpt-4o", null, true)).needed())
                .isEmpty();
    }

    @Test
    void aCatalogueModelThatIsOffNeedsOneForEveryTypeOfTheCatalogueAndItsOwn() {
        assertThat(rows("Tongyi-Qianwen", model("Tongyi-Qianwen", "qwen-vl-max", ModelType.TTS, false))
                        .needed())
                .containsExactlyInAnyOrder(
                        row("qwen-vl-max", ModelType.CHAT, false, false),
                        row("qwen-vl-max", ModelType.IMAGE2TEXT, false, false),
                        row("qwen-vl-max", ModelType.TTS, false, false));
        assertThat(rows("OpenAI", model("OpenAI", "gpt-4o", null, false)).needed())
                .containsExactly(row("gpt-4o", ModelType.CHAT, false, true));
    }

    @Test
    void aModelOutsideTheCatalogueNeedsItsOwn() {
        assertThat(rows("Ollama", model("Ollama", "m", ModelType.CHAT, true)).needed())
                .containsExactly(row("m", ModelType.CHAT, true, false));
        assertThat(rows("OpenAI", model("OpenAI", "my-own", ModelType.CHAT, false))
                        .needed())
                .containsExactly(row("my-own", ModelType.CHAT, false, false));
    }

    @Test
    void aTypeTheCatalogueDoesNotGiveNeedsItsOwn() {
        assertThat(rows("OpenAI", model("OpenAI", "gpt-4o", ModelType.IMAGE2TEXT, true))
                        .needed())
                .containsExactly(row("gpt-4o", ModelType.IMAGE2TEXT, true, true));
    }

    @Test
    void nobodyKnowsWhatItDoes() {
        ModelRows rows = rows("Ollama", model("Ollama", "m", null, true));

        assertThat(rows.needed()).isEmpty();
        assertThat(rows.types()).isEmpty();
        assertThat(rows.neededFor(Slot.RERANK)).contains(row("m", ModelType.RERANK, true, false));
    }

    @Test
    void aProviderTheTargetDoesNotKnowGetsNone() {
        ModelRows rows = rows("BAAI", model("BAAI", "bge", ModelType.EMBEDDING, true));

        assertThat(rows.isRetired()).isTrue();
        assertThat(rows.needed()).isEmpty();
        assertThat(rows.neededFor(Slot.CHAT)).as("for v0.27 alone").contains(row("bge", ModelType.CHAT, false, false));
    }

    @Test
    void twoRowsOfOneNameAreOnIfOneIs() {
        LegacyModel off = model("cohere", "command-a-03-2025", ModelType.CHAT, false);
        LegacyModel on = model("Cohere", "command-a-03-2025", ModelType.CHAT, true);
        LegacyModel other = model("cohere", "command-a-03-2025", ModelType.TTS, false);

        assertThat(rows("Cohere", off, on).needed()).isEmpty();
        assertThat(rows("Cohere", off, on, other).needed())
                .containsExactly(row("command-a-03-2025", ModelType.TTS, false, true));
        assertThat(rows("Ollama", off, on).needed())
                .containsExactly(row("command-a-03-2025", ModelType.CHAT, true, true));
    }

    @Test
    void aSlotAddsItsTypeWhereTheModelLacksIt() {
        ModelRows off = rows("OpenAI", model("OpenAI", "gpt-4o", ModelType.CHAT, false));

        assertThat(off.neededFor(Slot.CHAT)).isEmpty();
        assertThat(off.neededFor(Slot.IMAGE2TEXT)).contains(row("gpt-4o", ModelType.IMAGE2TEXT, false, true));
        assertThat(off.neededFor(Slot.LAYOUT)).contains(row("gpt-4o", ModelType.IMAGE2TEXT, false, true));
        assertThat(rows("OpenAI", model("OpenAI", "x", ModelType.OCR, true)).neededFor(Slot.LAYOUT))
                .isEmpty();
        assertThat(rows("OpenAI", model("OpenAI", "x", ModelType.OCR, true)).neededFor(Slot.CHAT))
                .contains(row("x", ModelType.CHAT, true, false));
    }

    @Test
    void toolsComeFromTheKeyFirst() {
        LegacyModel key = new LegacyModel(1L, "Ollama", "gpt-4o", ModelType.CHAT, false, null, true, 1, 1);

        assertThat(rows("Ollama", key).needed().get(0).extra()).isEqualTo("{\"is_tools\": false}");
        assertThat(rows("Ollama", model("Ollama", "gpt-4o", ModelType.CHAT, true))
                        .needed()
                        .get(0)
                        .extra())
                .isEqualTo("{\"is_tools\": true, \"max_tokens\": 4096}");
    }
}
