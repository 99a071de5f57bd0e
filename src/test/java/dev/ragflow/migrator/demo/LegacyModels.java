package dev.ragflow.migrator.demo;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws the models of one tenant: a hosted provider, an Ollama and a gateway of its own, each with several credentials. */
final class LegacyModels {

    private static final int WINDOW = 131_072;

    /** Models as v0.24 offered them; some are gone from later catalogues. First a provider, then name and type in turn. */
    private static final List<List<String>> HOSTED = List.of(
            List.of(
                    "OpenAI",
                    "gpt-5.1",
                    "chat",
                    "gpt-5-mini",
                    "chat",
                    "text-embedding-3-small",
                    "embedding",
                    "whisper-1",
                    "speech2text",
                    "tts-1",
                    "tts"),
            List.of(
                    "Tongyi-Qianwen",
                    "qwen-plus",
                    "chat",
                    "qwen3-max",
                    "chat",
                    "text-embedding-v4",
                    "embedding",
                    "qwen-vl-max",
                    "image2text",
                    "gte-rerank-v2",
                    "rerank"),
            List.of(
                    "ZHIPU-AI",
                    "glm-4.7",
                    "chat",
                    "glm-4-flash",
                    "chat",
                    "embedding-3",
                    "embedding",
                    "glm-4v",
                    "image2text",
                    "glm-asr",
                    "speech2text"),
            List.of(
                    "SILICONFLOW",
                    "deepseek-ai/DeepSeek-V3.2",
                    "chat",
                    "Qwen/Qwen3-8B",
                    "chat",
                    "BAAI/bge-m3",
                    "embedding",
                    "BAAI/bge-reranker-v2-m3",
                    "rerank",
                    "FunAudioLLM/CosyVoice2-0.5B",
                    "tts"),
            List.of(
                    "Mistral",
                    "mistral-large-latest",
                    "chat",
                    "codestral-latest",
                    "chat",
                    "mistral-embed",
                    "embedding",
                    "pixtral-12b-2409",
                    "image2text"));

    private static final List<String> GATEWAYS = List.of("VLLM", "OpenAI-API-Compatible", "LocalAI", "HuggingFace");
    private static final List<String> OPEN_MODELS =
            List.of("Qwen3-32B", "llama-3.3-70b-instruct", "gpt-oss-120b", "mistral-small-3.2", "GLM-4.5-Air");
    private static final List<String> OLLAMA_CHATS =
            List.of("qwen3:14b", "llama3.1:8b", "gemma3:27b", "deepseek-r1:32b");

    private LegacyModels() {}

    /** Between 8 and 12 models with distinct names per factory, at least three factories, four credentials. */
    static List<LegacyModel> of(int tenant, Random random) {
        List<LegacyModel> models = new ArrayList<>();
        addHosted(models, tenant, random);
        addOllama(models, tenant, random);
        addGateway(models, tenant, random);
        if (random.nextInt(5) == 0) {
            addAzure(models, tenant, random);
        }
        if (random.nextInt(4) == 0) {
            models.add(oneOfALater(tenant, random));
        }
        for (int i = 1; i < models.size(); i++) {
            if (random.nextInt(25) == 0) {
                models.set(i, models.get(i).disabled());
            }
        }
        return models;
    }

    /** The first model of a type, or none. */
    static Optional<LegacyModel> any(List<LegacyModel> models, String type, Random random) {
        List<LegacyModel> fitting =
                models.stream().filter(model -> model.type().equals(type)).toList();
        return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(random.nextInt(fitting.size())));
    }

    private static void addHosted(List<LegacyModel> models, int tenant, Random random) {
        List<String> provider = HOSTED.get(random.nextInt(HOSTED.size()));
        String factory = provider.get(0);
        String key = key("sk", random);
        // some releases kept the tool switch beside the key
        boolean asJson = random.nextInt(6) == 0;
        String stored = asJson ? "{\"api_key\": \"" + key + "\", \"is_tools\": true}" : key;
        for (int i = 1; i < provider.size(); i += 2) {
            models.add(new LegacyModel(factory, provider.get(i), provider.get(i + 1), stored, "", WINDOW, true));
        }
        if (random.nextInt(4) == 0) {
            // named by the tenant, under a provider with a catalogue, with a key and an endpoint of its own
            models.add(new LegacyModel(
                    factory,
                    "ft:" + provider.get(1) + ":team-" + tenant,
                    "chat",
                    key("sk-proj", random),
                    "https://llm-" + tenant + ".example.com/v1",
                    32_768,
                    true));
        }
    }

    private static void addOllama(List<LegacyModel> models, int tenant, Random random) {
        String first = "http://ollama-a." + tenant + ".example.internal:11434";
        String second = "http://ollama-b." + tenant + ".example.internal:11434";
        String chat = OLLAMA_CHATS.get(random.nextInt(OLLAMA_CHATS.size()));
        models.add(new LegacyModel("Ollama", chat, "chat", random.nextBoolean() ? "" : null, first, 8192, true));
        models.add(new LegacyModel("Ollama", "bge-m3:latest", "embedding", "", second, 8192, true));
    }

    private static void addGateway(List<LegacyModel> models, int tenant, Random random) {
        String factory = GATEWAYS.get(random.nextInt(GATEWAYS.size()));
        String suffix = factory.equals("OpenAI-API-Compatible") ? "___OpenAI-API" : "___" + factory;
        int start = random.nextInt(OPEN_MODELS.size());
        for (int i = 0; i < 2; i++) {
            String name = OPEN_MODELS.get((start + i) % OPEN_MODELS.size());
            String base = "https://gateway-" + i + "." + tenant + ".example.com/v1";
            models.add(new LegacyModel(factory, name + suffix, "chat", key("gw", random), base, 32_768, true));
        }
    }

    private static void addAzure(List<LegacyModel> models, int tenant, Random random) {
        for (String name : List.of("gpt-4o", "text-embedding-3-large")) {
            String key = "{\"api_key\": \"%s\", \"api_version\": \"2024-10-21\"}".formatted(key("az", random));
            String type = name.startsWith("text") ? "embedding" : "image2text";
            String base = "https://res-" + tenant + "-" + name.length() + ".openai.azure.com/";
            models.add(new LegacyModel("Azure-OpenAI", name, type, key, base, WINDOW, true));
        }
    }

    /** A provider that holds one model only: with a service account, with a name that has an @, or for reading PDFs. */
    private static LegacyModel oneOfALater(int tenant, Random random) {
        return switch (random.nextInt(3)) {
            case 0 ->
                new LegacyModel(
                        "Google Cloud", "gemini-2.5-pro", "chat", serviceAccount(tenant, random), "", WINDOW, true);
            case 1 ->
                new LegacyModel(
                        "VolcEngine",
                        "doubao@" + tenant,
                        "chat",
                        "{\"ark_api_key\": \"%s\", \"endpoint_id\": \"ep-%d\"}".formatted(key("ark", random), tenant),
                        "https://ark.cn-beijing.volces.com/api/v3",
                        WINDOW,
                        true);
            default ->
                new LegacyModel(
                        "MinerU",
                        "mineru-" + tenant,
                        "ocr",
                        "{\"MINERU_APISERVER\": \"http://mineru.%d.example.internal:9987\"}".formatted(tenant),
                        "",
                        0,
                        true);
        };
    }

    /** Longer than 512 characters, with line breaks in escapes, as service-account keys are. */
    private static String serviceAccount(int tenant, Random random) {
        StringBuilder pem = new StringBuilder("-----BEGIN PRIVATE KEY-----\\\\n");
        for (int line = 0; line < 12; line++) {
            pem.append(hex(random, 64)).append("\\\\n");
        }
        return ("{\"google_project_id\": \"rag-%d\", \"google_region\": \"europe-west4\","
                        + " \"google_service_account_key\": \"%s-----END PRIVATE KEY-----\"}")
                .formatted(tenant, pem);
    }

    private static String key(String prefix, Random random) {
        return prefix + "-" + hex(random, 32);
    }

    static String hex(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(HexFormat.of().toHexDigits(random.nextLong()));
        }
        return text.substring(0, length);
    }
}
