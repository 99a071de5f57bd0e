package dev.ragflow.migrator.model.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.Provenance.Run;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One case for each line of the tables in {@link Provenance}. */
@Tag("fast")
class ProvenanceTest {

    private static final long STARTED = 1_000;
    private static final long FINISHED = 2_000;
    private static final long HIGH_WATER = 1_500;

    private static Run run(boolean below, boolean finished) {
        return new Run(!below, STARTED, finished ? FINISHED : Run.NEVER, HIGH_WATER, HIGH_WATER, false);
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, 1, COMPLETE",
        "true, true, 1, COMPLETE",
        "true, true, 1600, COMPLETE",
        "false, false, 1, LEAVE",
        "false, false, 1600, LEAVE",
        "false, true, 1600, CATCH_UP",
        "false, true, 1500, LEAVE",
    })
    void missingProvider(boolean below, boolean finished, long created, Provenance expected) {
        LegacyModel model = new LegacyModel(1L, "Ollama", "m", ModelType.CHAT, null, 1L, true, created, 9_999);

        assertThat(Provenance.ofMissing(
                        run(below, finished), List.of(new LegacyRow(model, new Endpoint(Secret.of(""), "")))))
                .isEqualTo(expected);
    }

    private static Instance instance(String name, long updated) {
        return new Instance(
                "i", "p", name, new Endpoint(Secret.of(""), ""), Secret.of(""), "{}", true, 500, updated, Set.of());
    }

    static Stream<Arguments> present() {
        List<Instance> none = List.of();
        List<Instance> script = List.of(instance("default", 500), instance("default-12", 500));
        List<Instance> v025 = List.of(instance("cohere", 500));
        List<Instance> edited = List.of(instance("default", 500), instance("default-2", 501));
        List<Instance> native_ = List.of(instance("default", 500), instance("mine", 500));
        return Stream.of(
                Arguments.of(true, none, 500, false, Provenance.COMPLETE),
                Arguments.of(true, none, 1_200, false, Provenance.COMPLETE),
                Arguments.of(true, none, 2_100, true, Provenance.COMPLETE),
                Arguments.of(true, none, 1_200, true, Provenance.CATCH_UP),
                Arguments.of(true, script, 500, false, Provenance.COMPLETE),
                Arguments.of(true, script, 500, true, Provenance.CATCH_UP),
                Arguments.of(true, v025, 500, false, Provenance.COMPLETE),
                Arguments.of(true, edited, 500, false, Provenance.REPAIR),
                Arguments.of(true, native_, 500, true, Provenance.REPAIR),
                Arguments.of(false, none, 1_200, false, Provenance.COMPLETE),
                Arguments.of(false, none, 500, false, Provenance.LEAVE),
                Arguments.of(false, script, 1_200, false, Provenance.REPAIR),
                Arguments.of(false, v025, 500, false, Provenance.REPAIR),
                Arguments.of(false, none, 2_100, true, Provenance.CATCH_UP),
                Arguments.of(false, none, 500, true, Provenance.CATCH_UP),
                Arguments.of(false, script, 500, true, Provenance.CATCH_UP),
                Arguments.of(false, edited, 500, true, Provenance.REPAIR),
                Arguments.of(false, native_, 500, true, Provenance.REPAIR));
    }

    @ParameterizedTest
    @MethodSource("present")
    void presentProvider(boolean below, List<Instance> instances, long created, boolean finished, Provenance expected) {
        Provider provider = new Provider("p", "t", "Cohere", created, created);

        assertThat(Provenance.of(run(below, finished), provider, instances, List.of("Cohere", "cohere")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "default, 501, true, false, LEAVE",
        "mine, 500, true, false, LEAVE",
        "mine, 500, false, true, LEAVE",
        "default, 500, true, false, COMPLETE",
        "default, 500, true, true, CATCH_UP",
        "cohere, 500, false, true, CATCH_UP",
        "default-2, 500, false, false, LEAVE",
    })
    void modelsOfAnOlderInstance(String name, long updated, boolean below, boolean finished, Provenance expected) {
        assertThat(Provenance.ofModels(run(below, finished), instance(name, updated), List.of("cohere")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true, false, 1200", "false, false, 1200", "true, true, 2100", "false, true, 2100"})
    void modelsOfAnInstanceMadeSince(boolean below, boolean finished, long created) {
        Instance made = new Instance(
                "i",
                "p",
                "default",
                new Endpoint(Secret.of(""), ""),
                Secret.of(""),
                "{}",
                true,
                created,
                created,
                Set.of());

        assertThat(Provenance.ofModels(run(below, finished), made, List.of())).isEqualTo(Provenance.COMPLETE);
    }

    @Test
    void aRowThatWasOnlyUsedIsNewUntilTheApplicationOwnsTheTables() {
        LegacyModel used = new LegacyModel(1L, "Ollama", "m", ModelType.CHAT, null, 1L, true, 1, 1_600);

        assertThat(run(true, true).isNew(used)).isTrue();
        assertThat(run(false, true).isNew(used)).isFalse();
    }
}
