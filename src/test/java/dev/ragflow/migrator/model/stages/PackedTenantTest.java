package dev.ragflow.migrator.model.stages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ListedModel;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.rules.TenantFacts;
import dev.ragflow.migrator.model.tables.NumberedTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class PackedTenantTest {

    private final NumberedTexts shared = new NumberedTexts();

    private static String id(int number) {
        return String.format("%032x", 0xfedcba9876543210L + number);
    }

    private static LegacyModel model(int number, String name) {
        return new LegacyModel(
                number % 2 == 0 ? null : Long.valueOf(number),
                "Ollama",
                name,
                number % 3 == 0 ? null : ModelType.OCR,
                number % 5 == 0 ? null : number % 5 == 1,
                number % 7 == 0 ? null : Long.valueOf(1L << 40),
                number % 11 != 0,
                1_700_000_000_000L,
                number % 13 == 0 ? 0 : 1_700_000_000_000L + number);
    }

    @Test
    void keepsEveryFact() {
        List<TenantFacts.Model> models = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            models.add(new TenantFacts.Model(model(i, "name " + i), i % 3 - 1));
        }
        models.add(new TenantFacts.Model(model(1, "ein \u00fcberlanger \ud83d\ude00 Name ".repeat(20)), 0));
        TenantFacts facts = new TenantFacts(
                1_000,
                List.of("", "Ollama", "\u6a21\u578b"),
                models,
                List.of(
                        new TenantFacts.Named(id(1), "Ollama", true, List.of()),
                        new TenantFacts.Named(
                                "no RAGFlow id",
                                "VLLM",
                                false,
                                List.of(
                                        new TenantFacts.Made(id(2), "default", 0),
                                        new TenantFacts.Made(id(3).replace('f', 'F'), "default-2", -1)))),
                List.of(new TenantFacts.Place(1, 0, "VLLM"), new TenantFacts.Place(1, 1, "vllm")));

        assertThat(PackedTenant.of(facts, shared).facts(shared)).isEqualTo(facts);
    }

    @Test
    void takesLittleMemoryForWhatManyTenantsHave() {
        List<TenantFacts.Model> models = new ArrayList<>();
        List<TenantFacts.Made> instances = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            models.add(new TenantFacts.Model(model(i, "gpt-4o-mini-2024-07-18 " + i), i % 5));
        }
        for (int i = 0; i < 5; i++) {
            instances.add(new TenantFacts.Made(id(i), "default-" + i, 1_700_000_000_000L));
        }
        TenantFacts facts = new TenantFacts(
                10,
                List.of("OpenAI"),
                models,
                List.of(new TenantFacts.Named(id(9), "OpenAI", false, instances)),
                List.of(new TenantFacts.Place(0, 0, "OpenAI")));

        assertThat(PackedTenant.of(facts, shared).size()).isLessThan(500);
    }

    @Test
    void keepsTextsThatNobodyElseHasOnceTooManyAreShared() {
        for (int i = 0; i < 100_000; i++) {
            shared.number("text " + i);
        }
        NamedModels.Name name = new NamedModels.Name("t", "m@default@VLLM");
        ListedModel model = new ListedModel(id(1), "t", "own provider", "default", "own model", 9, true);
        KnownNames known = new KnownNames();
        known.keep(Map.of(name, List.of(model)));
        NamedModels.Name unknown = new NamedModels.Name("t", "other@default@VLLM");
        known.keep(Map.of(unknown, List.of()));

        TenantFacts facts = new TenantFacts(1, List.of("own factory"), List.of(), List.of(), List.of());
        assertThat(PackedTenant.of(facts, shared).facts(shared)).isEqualTo(facts);
        assertThat(known.of(Set.of(name, unknown, new NamedModels.Name("u", "m@default@VLLM"))))
                .containsOnly(Map.entry(name, List.of(model)), Map.entry(unknown, List.<ListedModel>of()));
    }
}
