package dev.ragflow.migrator.demo;

import dev.ragflow.migrator.testing.ReleaseSchema;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills a v0.24 database as a deployment of some years would have: every tenant with its models, knowledge bases,
 * documents, chats, searches, memories and canvases, all pointing at models in the spellings that occur. The same seed
 * gives the same rows.
 */
public final class LegacyDatabase {

    public static final String RELEASE = "v0.24.0";

    private static final long SEED = 20_260_101L;
    private static final Instant FIRST_DAY = Instant.parse("2024-02-01T08:00:00Z");

    private final BulkLoad load;
    private final Map<String, TableWriter> writers = new LinkedHashMap<>();
    private final Set<String> factories = new LinkedHashSet<>();

    private final int tenants;

    /** In all; zero: some for every knowledge base. */
    private final int documents;

    private LegacyDatabase(BulkLoad load, int tenants, int documents) {
        this.load = load;
        this.tenants = tenants;
        this.documents = documents;
        define("user", "id", "email", "nickname", "is_superuser", "is_authenticated", "is_active", "is_anonymous");
        define(
                "tenant",
                "id",
                "name",
                "llm_id",
                "embd_id",
                "asr_id",
                "img2txt_id",
                "rerank_id",
                "tts_id",
                "parser_ids");
        define("user_tenant", "id", "user_id", "tenant_id", "role", "invited_by");
        define(
                "tenant_llm",
                "tenant_id",
                "llm_factory",
                "llm_name",
                "model_type",
                "api_key",
                "api_base",
                "max_tokens",
                "status");
        define("llm_factories", "name", "tags");
        define(
                "knowledgebase",
                "id",
                "tenant_id",
                "created_by",
                "name",
                "embd_id",
                "parser_id",
                "parser_config",
                "doc_num");
        define(
                "document",
                "id",
                "kb_id",
                "created_by",
                "name",
                "location",
                "parser_id",
                "parser_config",
                "type",
                "suffix",
                "size",
                "progress",
                "run");
        define("dialog", "id", "tenant_id", "name", "kb_ids", "llm_id", "rerank_id", "llm_setting", "prompt_config");
        define("search", "id", "tenant_id", "created_by", "name", "search_config");
        define("memory", "id", "tenant_id", "name", "embd_id", "llm_id");
        define("user_canvas", "id", "user_id", "title", "permission", "canvas_category", "dsl");
        define("user_canvas_version", "id", "user_canvas_id", "title", "dsl");
        define("api_4_conversation", "id", "dialog_id", "user_id", "source", "dsl");
    }

    private void define(String table, String... columns) {
        writers.put(table, new TableWriter(load, table, columns));
    }

    /**
     * Fills an empty database that has the release's tables.
     *
     * @return rows written, by table
     */
    public static Map<String, Long> fill(TestDatabase database, int tenants) throws SQLException {
        return fill(database, tenants, 0);
    }

    /**
     * Fills an empty database that has the release's tables.
     *
     * @param documents in all, spread over the first knowledge bases of the tenants; zero: some for every knowledge base
     * @return rows written, by table
     */
    public static Map<String, Long> fill(TestDatabase database, int tenants, int documents) throws SQLException {
        try (BulkLoad load = new BulkLoad(database, ReleaseSchema.of(RELEASE))) {
            LegacyDatabase filling = new LegacyDatabase(load, tenants, documents);
            for (int tenant = 0; tenant < tenants; tenant++) {
                filling.addTenant(tenant);
            }
            for (String factory : filling.factories) {
                filling.add("llm_factories", FIRST_DAY, factory, "LLM,TEXT EMBEDDING");
            }
            Map<String, Long> rows = new LinkedHashMap<>();
            for (Map.Entry<String, TableWriter> table : filling.writers.entrySet()) {
                table.getValue().flush();
                rows.put(table.getKey(), table.getValue().rows());
            }
            load.finish();
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addTenant(int number) throws SQLException {
        Random random = new Random(SEED + number);
        Instant created =
                FIRST_DAY.plus(Duration.ofHours(7L * (number % 2_000))).plusMillis(random.nextInt(3_600_000));
        String id = LegacyModels.hex(random, 32);
        // until v0.25 nothing kept two users from having one address
        String email = "user%d@example.com".formatted(number % 500 == 499 ? number - 1 : number);
        add("user", created, id, email, "User " + number, number == 0, "1", "1", "0");
        add("user_tenant", created, LegacyModels.hex(random, 32), id, id, "owner", id);
        List<LegacyModel> models = LegacyModels.of(number, random);
        for (LegacyModel model : models) {
            factories.add(model.factory());
            add(
                    "tenant_llm",
                    created,
                    id,
                    model.factory(),
                    model.name(),
                    model.type(),
                    model.key(),
                    model.base(),
                    model.maxTokens(),
                    model.on() ? "1" : "0");
        }
        References references = new References(models, random);
        add(
                "tenant",
                created,
                id,
                "User " + number + "'s Kingdom",
                references.to("chat"),
                references.to("embedding"),
                references.to("speech2text"),
                references.to("image2text"),
                references.to("rerank"),
                references.to("tts"),
                "naive:General,qa:Q&A,manual:Manual,table:Table,paper:Paper,book:Book");
        addContent(number, id, created.plus(Duration.ofDays(1)), references, random);
    }

    private void addContent(int number, String tenant, Instant created, References references, Random random)
            throws SQLException {
        List<String> knowledgeBases = new ArrayList<>();
        for (int i = 0; i < (random.nextInt(100) < 45 ? 2 : 1); i++) {
            knowledgeBases.add(addKnowledgeBase(tenant, created, i == 0 ? share(number) : 0, references, random));
        }
        String first = knowledgeBases.get(0);
        String dialog = LegacyModels.hex(random, 32);
        add(
                "dialog",
                created,
                dialog,
                tenant,
                "Chat",
                "[\"" + String.join("\", \"", knowledgeBases) + "\"]",
                references.to("chat"),
                references.to("rerank"),
                "{\"temperature\": 0.1, \"top_p\": 0.3}",
                "{\"system\": \"You are helpful. {knowledge}\", \"parameters\": []}");
        add(
                "search",
                created,
                hex(random),
                tenant,
                tenant,
                "Search",
                LegacyJson.searchConfig(first, references.to("chat"), references.to("rerank")));
        if (random.nextInt(6) == 0) {
            add("memory", created, hex(random), tenant, "Memory", references.to("embedding"), references.to("chat"));
        }
        if (random.nextInt(2) == 0) {
            addCanvas(
                    tenant,
                    created,
                    dialog,
                    LegacyJson.canvas(first, references.to("chat"), references.to("image2text")),
                    random);
        }
    }

    /** Of all documents, those of one tenant. */
    private int share(int number) {
        return (int) ((number + 1L) * documents / tenants - (long) number * documents / tenants);
    }

    private String addKnowledgeBase(String tenant, Instant created, int share, References references, Random random)
            throws SQLException {
        String id = hex(random);
        String layout = random.nextInt(10) == 0 ? references.to("ocr") : "DeepDOC";
        String config = LegacyJson.parserConfig(references.to("chat"), layout.isEmpty() ? "Plain Text" : layout);
        int count = documents == 0 ? 10 + random.nextInt(21) : share;
        add(
                "knowledgebase",
                created,
                id,
                tenant,
                tenant,
                "Knowledge " + id.substring(0, 4),
                references.to("embedding"),
                "naive",
                config,
                count);
        for (int i = 0; i < count; i++) {
            String name = "report-" + i + ".pdf";
            add(
                    "document",
                    created.plus(Duration.ofMinutes(i)),
                    hex(random),
                    id,
                    tenant,
                    name,
                    name,
                    "naive",
                    config,
                    "pdf",
                    "pdf",
                    1000 + random.nextInt(9_000_000),
                    1.0,
                    "3");
        }
        return id;
    }

    private void addCanvas(String tenant, Instant created, String dialog, String dsl, Random random)
            throws SQLException {
        String id = hex(random);
        String permission = random.nextInt(8) == 0 ? "team" : "me";
        add("user_canvas", created, id, tenant, "Agent", permission, "agent_canvas", dsl);
        add("user_canvas_version", created, hex(random), id, "Agent_1", dsl);
        add("user_canvas_version", created.plusSeconds(600), hex(random), id, "Agent_2", dsl);
        add("api_4_conversation", created, hex(random), dialog, tenant, "agent", dsl);
    }

    private static String hex(Random random) {
        return LegacyModels.hex(random, 32);
    }

    private void add(String table, Instant created, @Nullable Object... values) throws SQLException {
        Objects.requireNonNull(writers.get(table), table).add(created, values);
    }

    /** Texts that point at one tenant's models. */
    private record References(List<LegacyModel> models, Random random) {

        /** A model of the type, as some reference spells it; empty when the tenant has none. */
        String to(String type) {
            return LegacyModels.any(models, type, random)
                    .map(model -> model.reference(random))
                    .orElse("");
        }
    }
}
