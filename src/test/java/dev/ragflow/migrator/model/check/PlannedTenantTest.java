package dev.ragflow.migrator.model.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.ModelNames;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.TenantPlan;
import dev.ragflow.migrator.model.rules.TenantRules;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.Ownership;
import dev.ragflow.migrator.model.tables.StoredModels;
import dev.ragflow.migrator.release.Release;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a tenant is like: one plan is enough, a killed run, a later one and a repair plan nothing more, and nothing is lost. */
@Tag("fast")
class PlannedTenantTest {

    private static final int TENANTS = 400;
    private static final Catalogue CATALOGUE = Catalogue.builtIn(Release.V0_26_4);

    /** Before this program, when it began, and when it plans. */
    private static final long BEFORE = 1_000_000;

    private static final long BEGAN = 2_000_000;
    private static final long NOW = 3_000_000;

    private static final List<String> FACTORIES = List.of(
            "OpenAI",
            "Ollama",
            "VLLM",
            "vLLM",
            "OpenAI-API-Compatible",
            "House-Made",
            "BAAI",
            "cohere",
            "Cohere",
            "QAnything",
            "");
    private static final List<String> NAMES =
            List.of("gpt-4o", "gpt-4o-mini", "one", "One", "one___VLLM", "text-embedding-3-small", "");
    private static final List<String> KEYS =
            List.of("", "sk", "SK", "{\"api_key\": \"sk\", \"is_tools\": true}", "{\"auth\": \"x\"}", "{broken");
    private static final List<String> URLS = List.of("", "http://one", " http://one ", "http://two");

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4_bin", "utf8mb4_0900_ai_ci"})
    void isPlannedOnceAndLosesNothing(String collationName) {
        Collation collation = Collation.ofMySql(collationName);
        long written = 0;
        for (int seed = 0; seed < TENANTS; seed++) {
            Random random = new Random(seed);
            TenantState before = tenant(random, collation);
            TenantPlan plan = rules(collation, run(null)).plan(before, NOW);

            TenantState after = before.after(plan);

            assertThat(rules(collation, run(null)).plan(after, NOW + 1))
                    .as("what is left to a run that was killed after it, tenant %d", seed)
                    .matches(TenantPlan::isEmpty);
            assertThat(rules(collation, run(NOW + 2)).plan(after, NOW + 3))
                    .as("what a later run adds, tenant %d", seed)
                    .matches(TenantPlan::isEmpty);
            assertThat(rules(collation, run(NOW + 2).repairing()).plan(after, NOW + 3))
                    .as("what a repair adds, tenant %d", seed)
                    .matches(TenantPlan::isEmpty);
            assertThat(lost(after))
                    .as("what the judge finds missing, tenant %d", seed)
                    .isZero();
            written += plan.isEmpty() ? 0 : 1;
        }
        assertThat(written).isGreaterThan(TENANTS / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4_bin", "utf8mb4_0900_ai_ci"})
    void comesToTheSameStageByStage(String collationName) {
        Collation collation = Collation.ofMySql(collationName);
        for (int seed = 0; seed < TENANTS; seed++) {
            TenantState before = tenant(new Random(seed), collation);
            TenantState stages = before;
            for (StageName stage : StageName.OF_TENANTS) {
                TenantRules alone = new TenantRules(CATALOGUE, CATALOGUE, collation, Map.of(stage, run(null)));
                stages = stages.after(alone.plan(stages, NOW));
            }
            assertThat(stages)
                    .as("tenant %d", seed)
                    .isEqualTo(before.after(rules(collation, run(null)).plan(before, NOW)));
        }
    }

    private static Provenance.Run run(@Nullable Long finishedAt) {
        return Provenance.Run.of(
                false,
                BEGAN,
                new Checkpoint("stage", null, finishedAt != null, BEGAN, BEGAN, finishedAt, finishedAt, NOW));
    }

    private static TenantRules rules(Collation collation, Provenance.Run run) {
        return new TenantRules(
                CATALOGUE,
                CATALOGUE,
                collation,
                StageName.OF_TENANTS.stream().collect(Collectors.toMap(stage -> stage, stage -> run)));
    }

    /** How many old rows the verification would call lost. */
    private static long lost(TenantState tenant) {
        Ownership ownership = new Ownership(false, false, BEGAN, BEGAN, Long.MAX_VALUE);
        TenantView.Rules views = new TenantView.Rules(
                CATALOGUE, false, new ModelNames(Collation.BINARY, Collation.BINARY, Collation.BINARY), ownership);
        Map<String, ModelSet> stored = new HashMap<>();
        tenant.models()
                .forEach((instance, rows) -> stored.put(
                        instance,
                        ModelSet.of(rows.stream().map(PlannedTenantTest::asRead).toList(), views)));
        Counter counter = new Counter();
        ModelJudge judge = new ModelJudge(CATALOGUE, ownership, false, counter, new Samples(), new Samples());
        tenant.states().forEach(state -> judge.judge(ProviderEndpoints.of(state), stored));
        return counter.count().lost();
    }

    private static StoredModels.Row asRead(TypedRow row) {
        int bits = ModelType.of(row.type()).map(ModelType::bit).orElse(0);
        return new StoredModels.Row(
                row.id(),
                row.providerId(),
                row.instanceId(),
                row.name(),
                bits,
                row.status(),
                row.lastTime(),
                row.isEdited());
    }

    /** A tenant of an old release; a script has carried over some of it, and may have damaged that. */
    private static TenantState tenant(Random random, Collation collation) {
        // the old table has one row for each factory and name
        Map<List<String>, LegacyRow> unique = new LinkedHashMap<>();
        for (int i = random.nextInt(9); i >= 0; i--) {
            LegacyRow row = row(random, i);
            unique.put(List.of(row.model().factory(), row.model().name()), row);
        }
        List<LegacyRow> rows = List.copyOf(unique.values());
        TenantState bare = TenantState.of("t", rows, List.of(), Map.of(), CATALOGUE, collation);
        if (random.nextInt(3) == 0) {
            return bare;
        }
        TenantState whole = bare.after(rules(collation, run(null)).plan(bare, BEFORE));
        List<Provider> providers = new ArrayList<>();
        Map<String, List<Instance>> instances = new HashMap<>();
        Map<String, List<TypedRow>> models = new HashMap<>();
        for (Provider provider : some(random, whole.providers())) {
            providers.add(formerlyNamed(random, provider));
            for (Instance instance : some(random, whole.instancesOf(provider))) {
                instances
                        .computeIfAbsent(stored(provider.id()), id -> new ArrayList<>())
                        .add(damaged(random, instance));
                models.put(
                        stored(instance.id()),
                        some(random, whole.models().getOrDefault(instance.id(), List.of())).stream()
                                .map(PlannedTenantTest::stored)
                                .toList());
            }
        }
        TenantState read = TenantState.of("t", rows, providers, instances, CATALOGUE, collation);
        Map<String, Set<String>> names = read.ambiguous()
                .collect(Collectors.toMap(
                        Instance::id,
                        instance -> models.getOrDefault(instance.id(), List.of()).stream()
                                .map(TypedRow::name)
                                .collect(Collectors.toSet()),
                        (one, other) -> one));
        return read.withModelNames(names).withModels(models);
    }

    /** Rows that are there have ids of their own. */
    private static String stored(String id) {
        return "stored " + id.replace((char) 31, '.');
    }

    private static TypedRow stored(TypedRow row) {
        return new TypedRow(
                stored(row.id()),
                stored(row.providerId()),
                stored(row.instanceId()),
                row.name(),
                row.type(),
                row.status(),
                row.extra(),
                row.times(),
                false);
    }

    private static LegacyRow row(Random random, long id) {
        Credential credential = Credential.decode(pick(random, KEYS));
        List<ModelType> types = List.of(ModelType.values());
        return new LegacyRow(
                new LegacyModel(
                        id,
                        pick(random, FACTORIES),
                        pick(random, NAMES),
                        random.nextInt(10) == 0 ? null : pick(random, types),
                        credential.tools(),
                        random.nextBoolean() ? 8_192L : null,
                        random.nextInt(3) > 0,
                        BEFORE,
                        BEFORE),
                Endpoint.of(credential.key(), pick(random, URLS)));
    }

    /** As RAGFlow's scripts leave an instance: without base URL, with another's name, or switched off. */
    private static Instance damaged(Random random, Instance instance) {
        String url = random.nextInt(3) == 0 ? "" : instance.stored().baseUrl();
        return new Instance(
                stored(instance.id()),
                stored(instance.providerId()),
                random.nextInt(3) == 0 ? "default" : instance.name(),
                new Endpoint(Secret.of(instance.stored().key().reveal()), url),
                instance.decodedKey(),
                url.isEmpty() ? "{}" : instance.extra(),
                instance.active() && random.nextInt(4) > 0,
                BEFORE,
                BEFORE,
                Set.of());
    }

    /** RAGFlow's scripts carried factories over under the names that they had. */
    private static Provider formerlyNamed(Random random, Provider provider) {
        String former = Map.of("Cohere", "cohere", "Youdao", "QAnything").getOrDefault(provider.name(), "");
        String name = former.isEmpty() || random.nextBoolean() ? provider.name() : former;
        return new Provider(stored(provider.id()), "t", name, BEFORE, BEFORE);
    }

    private static <T> List<T> some(Random random, List<T> all) {
        return all.stream().filter(one -> random.nextInt(4) > 0).toList();
    }

    private static <T> T pick(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
