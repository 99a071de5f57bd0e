package dev.ragflow.migrator.model.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.release.Release;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class InstancePlanTest {

    private static final Catalogue CATALOGUE = Catalogue.builtIn(Release.V0_26_4);
    private static final Collation CI = Collation.ofMySql("utf8mb4_0900_ai_ci");
    private static final long SEEN = 1_000;

    private static LegacyRow row(String name, @Nullable String key, @Nullable String url) {
        return row("Ollama", name, key, url, true, 1);
    }

    private static LegacyRow row(
            String factory, String name, @Nullable String key, @Nullable String url, boolean enabled, long created) {
        Credential credential = Credential.decode(key);
        return new LegacyRow(
                new LegacyModel(1L, factory, name, ModelType.CHAT, null, 1L, enabled, created, created),
                Endpoint.of(credential.key(), url));
    }

    private static Instance instance(String name, String key, String url, long created, long updated) {
        return new Instance(
                name + key.length() + created,
                "p",
                name,
                new Endpoint(Secret.of(key), url),
                Credential.decode(key).key(),
                "{}",
                true,
                created,
                updated,
                Set.of());
    }

    private static ProviderGroup group(LegacyRow... rows) {
        return ProviderGroup.of(Arrays.asList(rows), CATALOGUE, CI).get(0);
    }

    private static InstancePlan plan(Provenance provenance, List<Instance> existing, LegacyRow... rows) {
        return InstancePlan.of(
                group(rows), existing, provenance, new Provenance.Run(true, 1, SEEN, SEEN, SEEN, false), CI);
    }

    private static List<String> created(InstancePlan plan) {
        return plan.created().stream()
                .map(instance ->
                        instance.name() + " " + instance.endpoint().key().reveal() + " "
                                + instance.endpoint().baseUrl())
                .map(String::strip)
                .toList();
    }

    private static List<String> changed(InstancePlan plan) {
        return plan.changed().stream()
                .map(change -> change.instance().name() + " to " + change.name() + " "
                        + change.endpoint().key().reveal() + " "
                        + change.endpoint().baseUrl())
                .map(String::strip)
                .toList();
    }

    @Test
    void oneInstancePerKeyAndUrlTheLargestIsDefault() {
        InstancePlan plan = plan(
                Provenance.COMPLETE,
                List.of(),
                row("a", "sk", "http://one"),
                row("b", "SK", "http://one"),
                row("c", "sk", "http://two"),
                row("d", "sk", " http://two "),
                row("e", "sk ", "http://one"),
                row("f", "{\"api_key\":\"sk\",\"is_tools\":true}", "http://one"),
                row("g", "{\"api_key\":\"sk\"}", "http://one"));

        assertThat(created(plan))
                .containsExactly(
                        "default sk http://one",
                        "default-2 sk http://two",
                        "default-3 SK http://one",
                        "default-4 sk  http://one");
    }

    @Test
    void nullAndEmptyAreOneCredentialAndTiesGoToTheSmallestName() {
        InstancePlan plan =
                plan(Provenance.COMPLETE, List.of(), row("b", "k", null), row("a", null, null), row("c", "k2", null));

        assertThat(created(plan)).containsExactly("default", "default-2 k", "default-3 k2");
        assertThat(created(plan(Provenance.COMPLETE, List.of(), row("b", null, ""), row("a", "", null))))
                .containsExactly("default");
    }

    @Test
    void isActiveIfOneModelIsOn() {
        InstancePlan plan = plan(
                Provenance.COMPLETE,
                List.of(),
                row("Ollama", "a", "x", "", false, 1),
                row("Ollama", "b", "x", "", true, 1),
                row("Ollama", "c", "y", "", false, 1));

        assertThat(plan.created().stream().map(InstancePlan.New::active)).containsExactly(true, false);
    }

    @Test
    void newOnesTakeTheNextFreeNameBesideExistingOnes() {
        List<Instance> existing = List.of(instance("Ollama", "sk", "", 5, 5), instance("DEFAULT-2", "x", "", 5, 5));

        InstancePlan plan =
                plan(Provenance.COMPLETE, existing, row("a", "sk", ""), row("b", "y", ""), row("c", "z", "u"));

        assertThat(created(plan)).containsExactly("default-3 y", "default-4 z u");
        assertThat(plan.changed()).isEmpty();
    }

    @Test
    void completesAMissingBaseUrlOnlyWhereNobodyHasEdited() {
        assertThat(changed(plan(Provenance.REPAIR, List.of(instance("default", "sk", "", 5, 5)), row("a", "sk", "u"))))
                .containsExactly("default to default sk u");
        assertThat(plan(Provenance.REPAIR, List.of(instance("default", "sk", "", 5, 6)), row("a", "sk", "u"))
                        .isEmpty())
                .isTrue();
        assertThat(plan(Provenance.REPAIR, List.of(instance("default", "sk", "v", 5, 5)), row("a", "sk", "u"))
                        .isEmpty())
                .isTrue();
        assertThat(plan(Provenance.REPAIR, List.of(instance("default", "other", "", 5, 5)), row("a", "sk", "u"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void anInstanceWithoutUrlServesTheRowsWithoutUrl() {
        InstancePlan plan = plan(
                Provenance.COMPLETE,
                List.of(instance("default", "", "", 5, 5)),
                row("a", "", "u"),
                row("b", "", "u"),
                row("c", "", ""));

        assertThat(plan.changed()).isEmpty();
        assertThat(created(plan)).containsExactly("default-2  u");
    }

    @Test
    void renamesDuplicatesButTheOneWithTheMostModels() {
        List<Instance> existing = List.of(instance("default", "x", "", 5, 5), instance("default", "y", "", 6, 6));

        InstancePlan plan = plan(Provenance.REPAIR, existing, row("a", "x", ""), row("b", "y", ""), row("c", "y", ""));

        assertThat(changed(plan)).containsExactly("default to default-2 x");
    }

    @Test
    void decodesKeysThatAScriptStoredAsTheyWere() {
        InstancePlan plan = plan(
                Provenance.COMPLETE,
                List.of(instance("Ollama", "{\"api_key\":\"sk\",\"is_tools\":true}", "", 5, 5)),
                row("a", "sk", "u"));

        assertThat(changed(plan)).containsExactly("Ollama to Ollama sk u");
        assertThat(plan.created()).isEmpty();
    }

    @Test
    void mendsKeysThatAScriptCutOrStrippedOfBackslashes() {
        String longKey = "k".repeat(700);
        String json = "{\"private\":\"a\\\\nb\",\"x\":\"\\\"\"}";
        String eaten = "{\"private\":\"a\\nb\",\"x\":\"\"\"}";

        assertThat(changed(plan(
                        Provenance.REPAIR,
                        List.of(instance("default", "k".repeat(512), "", 5, 5)),
                        row("a", longKey, "u"))))
                .containsExactly("default to default " + longKey + " u");
        assertThat(changed(plan(Provenance.REPAIR, List.of(instance("default", eaten, "", 5, 5)), row("a", json, ""))))
                .containsExactly("default to default " + json);
        assertThat(plan(Provenance.REPAIR, List.of(instance("default", eaten, "", 5, 6)), row("a", json, ""))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void catchesUpWithRowsCreatedSinceOnly() {
        List<Instance> existing = List.of(instance("default", "x", "", 5, 5));

        InstancePlan plan = plan(
                Provenance.CATCH_UP,
                existing,
                row("Ollama", "a", "old", "", true, SEEN),
                row("Ollama", "b", "new", "", true, SEEN + 1));

        assertThat(created(plan)).containsExactly("default-2 new");
        assertThat(plan(Provenance.LEAVE, List.of(), row("a", "x", "")).isEmpty())
                .isTrue();
    }

    @Test
    void followsAKeyThatTheOldApplicationChangedSince() {
        LegacyModel older = new LegacyModel(1L, "Ollama", "a", ModelType.CHAT, null, 1L, true, 1, SEEN + 1);
        InstancePlan plan = InstancePlan.of(
                group(new LegacyRow(older, new Endpoint(Secret.of("new"), "")), row("b", "kept", "")),
                List.of(instance("default", "old", "", 5, 5), instance("default-2", "kept", "", 5, 5)),
                Provenance.CATCH_UP,
                new Provenance.Run(false, 1, SEEN, SEEN, SEEN, false),
                CI);

        assertThat(changed(plan)).containsExactly("default to default new");
        assertThat(plan.created()).isEmpty();
    }

    @Test
    void isCompleteAfterwards() {
        LegacyRow[] rows = {row("a", "x", "u"), row("b", "y", ""), row("c", "", "")};
        List<Instance> made = plan(Provenance.COMPLETE, List.of(), rows).created().stream()
                .map(n -> instance(
                        n.name(), n.endpoint().key().reveal(), n.endpoint().baseUrl(), 5, 5))
                .toList();

        assertThat(plan(Provenance.COMPLETE, made, rows).isEmpty()).isTrue();
    }

    @Test
    void oneProviderForSpellingsThatTheDatabaseCallsTheSame() {
        List<LegacyRow> rows = List.of(
                row("cohere", "a", "", "", true, 1),
                row("Cohere", "b", "", "", true, 1),
                row("OPENAI", "c", "", "", true, 1),
                row("OpenAI", "d", "", "", true, 1),
                row("zeta", "e", "", "", true, 1),
                row("Zeta", "f", "", "", true, 1),
                row("QAnything", "g", "", "", true, 1),
                row("", "h", "", "", true, 1));

        assertThat(ProviderGroup.of(rows, CATALOGUE, CI))
                .extracting(ProviderGroup::name)
                .containsExactlyInAnyOrder("Cohere", "OpenAI", "Zeta", "Youdao");
        assertThat(ProviderGroup.of(rows, CATALOGUE, Collation.BINARY))
                .extracting(ProviderGroup::name)
                .containsExactlyInAnyOrder("Cohere", "OPENAI", "OpenAI", "Zeta", "zeta", "Youdao");
    }

    @Test
    void ofSeveralBaseUrlsAnInstanceHasThatOfItsModels() {
        Instance first = instance("default", "", "", 5, 5).withModels(Set.of("z", "y"));
        Instance second = instance("default", "", "", 6, 6).withModels(Set.of("a", "other"));
        InstancePlan plan = plan(
                Provenance.REPAIR,
                List.of(first, second),
                row("a", "", "http://a"),
                row("b", "", "http://a"),
                row("z", "", "http://z"));

        assertThat(changed(plan)).containsExactly("default to default  http://a", "default to default-2  http://z");
    }
}
