package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.CorpusRuns.Verified;
import dev.ragflow.migrator.oracle.PreservedCount.Restored;
import dev.ragflow.migrator.testing.Corpus;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A database that RAGFlow's own script left")
@Tag("server")
class CorpusTest {

    /** The dumps that differ most; the others are tested on MySQL only. */
    private static final List<Corpus> DIFFERENT = List.of(
            Corpus.STOCK_V026,
            Corpus.STOCK_V027,
            Corpus.JUMP_V027,
            Corpus.KILLED_BETWEEN_RENAMES,
            Corpus.SCRIPTS_V025_TO_V026);

    /**
     * The script wrote this canvas again, without the first of two members {@code llm_id} and with {@code Infinity} for {@code
     * 1e400}. Nobody knows the member that is gone, and the text is no JSON any more.
     */
    private static final String CANVAS =
            "user_canvas.dsl of 3db5467ddf3546f13f5c962a18c62c54: had 2 references, and 0 later";

    /**
     * Two models have keys of the same members in other order, for which the script made one instance. A repair gives the
     * second an instance of its own, and leaves the row that v0.26 had.
     */
    private static final String SECOND_ROW = "tenant_model ba5e402b710d8199b8de7dcaedb0d729 | VolcEngine | default |"
            + " o'neil-e: the tenant has no such model with this credential and base URL";

    /** The script of v0.26.0 made a second instance of one credential for a model that is off. */
    private static final String SECOND_INSTANCE =
            "provider d9295718a385a8e142de5480b36951f8 | siliconflow_intl, instance default-2: is inactive, not active";

    /** What nobody can know any more, or what is well though the oracle would have it otherwise. */
    private static final Map<Corpus, Set<String>> ACCEPTED = Map.of(
            Corpus.STOCK_V026, Set.of(CANVAS),
            Corpus.STOCK_V027, Set.of(CANVAS, SECOND_ROW),
            Corpus.STOCK_V027_UNICODE, Set.of(CANVAS, SECOND_ROW),
            Corpus.KILLED_BETWEEN_RENAMES, Set.of(CANVAS),
            Corpus.SCRIPTS_V025_TO_V026, Set.of(CANVAS, SECOND_INSTANCE));

    private static final Pattern PRESERVED =
            Pattern.compile("Preserved: ([0-9,]+) of ([0-9,]+) models, ([0-9,]+) of ([0-9,]+) references");

    /** From the name of the check to where it explains itself. */
    private static final Pattern REPAIR = Pattern.compile("check repairable.*?RAGFlow's own script");

    private static final Map<String, CorpusRuns> RUNS = new HashMap<>();

    static Stream<Arguments> everywhere() {
        return Stream.of(TestServer.values()).flatMap(server -> Stream.of(Corpus.values())
                .filter(corpus -> server == TestServer.MYSQL || DIFFERENT.contains(corpus))
                .map(corpus -> Arguments.of(server, corpus)));
    }

    @AfterAll
    static void forget() {
        RUNS.clear();
    }

    private static CorpusRuns runs(TestServer server, Corpus corpus) throws SQLException {
        CorpusRuns known = RUNS.get(server + " " + corpus);
        if (known != null) {
            return known;
        }
        CorpusRuns runs = CorpusRuns.of(server, corpus);
        RUNS.put(server + " " + corpus, runs);
        return runs;
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("everywhere")
    void isMigratedWithoutOptions(TestServer server, Corpus corpus) throws SQLException {
        CorpusRuns runs = runs(server, corpus);

        assertThat(runs.first().exitCode()).as("%s", runs.first()).isZero();
        assertThat(runs.marker()).isEqualTo("v0.27.0");
        assertThat(runs.missing()).isEmpty();
        assertThat(runs.second().exitCode()).as("%s", runs.second()).isZero();
        assertThat(runs.second().summary()).contains("nothing to do");
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("everywhere")
    void hasWhatWorkedBeforeAfterARepair(TestServer server, Corpus corpus) throws SQLException {
        CorpusRuns runs = runs(server, corpus);

        assertThat(runs.repair().exitCode()).as("%s", runs.repair()).isZero();
        List<String> lost = new ArrayList<>(runs.lost());
        lost.removeAll(ACCEPTED.getOrDefault(corpus, Set.of()));
        assertThat(lost).isEmpty();
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("everywhere")
    void keepsEveryOtherByteOfJson(TestServer server, Corpus corpus) throws SQLException {
        assertThat(runs(server, corpus).changedJson()).isEmpty();
    }

    /** Checked by hand against the dumps, and counted again by the rules of the applications. */
    @ParameterizedTest(name = "{0}: {1} models and {2} references, a repair brings {3}, {4} and {5}")
    @CsvSource({
        //                      models  references  instances  models  states
        "BEFORE,                 245,    266,        0,         0,      0",
        "STOCK_V026,             229,    258,        5,         14,     2",
        "STOCK_V027,             176,    195,        4,         69,     0",
        "STOCK_V027_UNICODE,     176,    195,        5,         69,     0",
        "KILLED_BETWEEN_RENAMES, 213,    259,        4,         13,     19",
        "JUMP_V027,              241,    264,        4,         4,      0",
        "SCRIPT_V025,            245,    266,        0,         0,      0",
        "SCRIPTS_V025_TO_V026,   215,    258,        3,         13,     17",
        "STARTUPS_ONLY,          245,    266,        0,         0,      0"
    })
    void isCountedRight(Corpus corpus, int models, int references, int instances, int restored, int states)
            throws SQLException {
        CorpusRuns runs = runs(TestServer.MYSQL, corpus);
        PreservedCount count = runs.count();

        assertThat(count.models()).isEqualTo(245);
        assertThat(count.references()).isEqualTo(266);
        assertThat(count.modelsIn(runs.migrated())).isEqualTo(models);
        assertThat(count.referencesIn(runs.migrated())).isEqualTo(references);
        Matcher said = preserved(runs.first());
        assertThat(said.group(1)).isEqualTo(String.valueOf(models));
        assertThat(said.group(3)).isEqualTo(String.valueOf(references));

        assertThat(count.restored(runs.migrated(), runs.repaired()))
                .isEqualTo(new Restored(instances, restored, states));
        assertThat(announced(runs.first())).isEqualTo(new Restored(instances, restored, states));

        assertThat(count.modelsIn(runs.repaired())).isEqualTo(245);
        Matcher after = preserved(runs.repair());
        assertThat(after.group(1)).isEqualTo("245");
        assertThat(after.group(2)).isEqualTo("245");
        // of the canvas with Infinity the program reads one reference, the oracle none
        boolean damaged = ACCEPTED.getOrDefault(corpus, Set.of()).contains(CANVAS);
        assertThat(count.referencesIn(runs.repaired())).isEqualTo(damaged ? 264 : 266);
        assertThat(after.group(3)).isEqualTo(damaged ? "265" : "266");
        assertThat(after.group(4)).isEqualTo(after.group(3));
    }

    private static Matcher preserved(ProgramRun run) {
        Matcher preserved = PRESERVED.matcher(run.summary());
        assertThat(preserved.find()).as("%s", run).isTrue();
        return preserved;
    }

    /** What the summary says that a repair would bring. */
    private static Restored announced(ProgramRun run) {
        Matcher part = REPAIR.matcher(run.summary().replaceAll("\\s+", " "));
        String text = part.find() ? part.group() : "";
        return new Restored(
                number(text, "([0-9,]+) instances?"),
                number(text, "([0-9,]+) models?(?! in another)"),
                number(text, "([0-9,]+) models? in another state"));
    }

    private static long number(String text, String pattern) {
        Matcher number = Pattern.compile("\\b" + pattern).matcher(text);
        return number.find() ? Long.parseLong(number.group(1).replace(",", "")) : 0;
    }

    @ParameterizedTest
    @EnumSource
    void isFoundToLackWhatNobodyKnows(Corpus corpus) throws SQLException {
        CorpusRuns runs = runs(TestServer.MYSQL, corpus);
        Verified strict = runs.strict();

        assertThat(strict.exitCode()).as(strict.text()).isEqualTo(4);
        assertThat(strict.text()).contains("notype", "tenant_llm", "--repair");
        assertThat(runs.remedied().exitCode()).as(runs.remedied().text()).isZero();
    }
}
