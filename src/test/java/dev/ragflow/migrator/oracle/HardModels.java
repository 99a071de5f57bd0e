package dev.ragflow.migrator.oracle;

import static dev.ragflow.migrator.oracle.RowLoader.row;

import java.sql.SQLException;

/** Hard rows of tenant_llm: credentials, base URLs, names, states, types and factories, a tenant each. */
final class HardModels {

    private static final String OLLAMA = "http://ollama.internal:11434";

    private final LegacyRows rows;
    private final TestSecrets secrets;

    HardModels(LegacyRows rows) {
        this.rows = rows;
        secrets = rows.secrets();
    }

    void keys() throws SQLException {
        String tenant = rows.tenant("keys", "llm_id", "key-null@Ollama", "embd_id", "key-trailing@VLLM");
        // NULL and '' are one credential, a blank is another
        rows.model(tenant, "Ollama", "key-null", "chat", null, OLLAMA);
        rows.model(tenant, "Ollama", "key-empty", "embedding", "", OLLAMA);
        rows.model(tenant, "Ollama", "key-blank", "chat", " ", OLLAMA);
        rows.model(tenant, "Ollama", "key-inner-null", "chat", "{\"api_key\":null,\"is_tools\":true}", OLLAMA);
        rows.model(tenant, "Ollama", "key-inner-missing", "chat", "{\"is_tools\":false}", OLLAMA);
        rows.model(tenant, "Ollama", "key-no-members", "chat", "{}", OLLAMA);

        String one = secrets.key("one");
        String vllm = "http://vllm.internal:8000/v1";
        rows.model(tenant, "VLLM", "key-plain___VLLM", "chat", one, vllm);
        rows.model(tenant, "VLLM", "key-tools___VLLM", "chat", "{\"api_key\":\"" + one + "\",\"is_tools\":true}", vllm);
        rows.model(
                tenant,
                "VLLM",
                "key-no-tools___VLLM",
                "chat",
                "{\"is_tools\": false, \"api_key\": \"" + one + "\"}",
                vllm);
        rows.model(tenant, "VLLM", "key-spaced___VLLM", "chat", " {\n\t\"api_key\" : \"" + one + "\" } ", vllm);
        rows.model(tenant, "VLLM", "key-trailing___VLLM", "embedding", one + " ", vllm);
        rows.model(tenant, "VLLM", "key-leading___VLLM", "chat", " " + one, vllm);

        String like = "OpenAI-API-Compatible";
        String proxy = "https://proxy.internal/v1";
        String escaped = secrets.text("escaped", 24);
        rows.model(tenant, like, "key-700___OpenAI-API", "chat", secrets.text("long", 700), proxy);
        rows.model(
                tenant,
                like,
                "key-700-other-end___OpenAI-API",
                "chat",
                secrets.text("long", 700).substring(0, 690) + secrets.text("end", 10),
                proxy);
        rows.model(tenant, like, "key-512___OpenAI-API", "chat", secrets.text("512", 512), proxy);
        rows.model(tenant, like, "key-513___OpenAI-API", "chat", secrets.text("513", 513), proxy);
        rows.model(
                tenant,
                like,
                "key-escaped___OpenAI-API",
                "chat",
                "{\"api_key\":\"\\u0041\\/" + escaped + "\\\"x\\\\y\"}",
                proxy);
        rows.model(
                tenant,
                like,
                "key-twice___OpenAI-API",
                "chat",
                "{\"api_key\":\"" + secrets.key("overwritten") + "\",\"api_key\":\"" + secrets.key("wins") + "\"}",
                proxy);
        rows.model(
                tenant,
                like,
                "key-broken-json___OpenAI-API",
                "chat",
                "{\"api_key\": \"" + secrets.key("broken"),
                proxy);
        rows.model(tenant, like, "key-json-array___OpenAI-API", "chat", "[\"" + secrets.key("array") + "\"]", proxy);
        rows.model(tenant, like, "key-json-text___OpenAI-API", "chat", "\"" + secrets.key("quoted") + "\"", proxy);
        rows.model(tenant, like, "key-odd___OpenAI-API", "chat", secrets.text("odd", 12) + "%_'\"\\🔑é", proxy);

        String account = "{\"type\":\"service_account\",\"private_key\":\"" + escapedOnce(secrets.pem("google"))
                + "\",\"client_email\":\"robot@project.iam.example.com\",\"note\":\"caf\\u00e9 \\ud83e\\udd99 \\/\"}";
        String wrapped =
                "{\"google_project_id\": \"p-1\",  \"google_region\":\"us-east1\", \"google_service_account_key\":\""
                        + escapedOnce(account) + "\"}";
        rows.model(tenant, "Google Cloud", "gemini-account", "chat", wrapped, null);
        rows.model(
                tenant,
                "Google Cloud",
                "gemini-account-tools",
                "chat",
                wrapped.replace("\"}", "\", \"is_tools\": true}"),
                "");
        rows.model(tenant, "Google Cloud", "gemini-nested", "chat", account, "");
        rows.model(
                tenant,
                "Google Cloud",
                "gemini-inner-object",
                "chat",
                "{\"api_key\": {\"token\": \"" + secrets.text("inner object", 30)
                        + "\", \"n\": 1.0}, \"is_tools\": true}",
                "");
        String bedrock = "\"bedrock_ak\":\"" + secrets.text("bedrock ak", 20) + "\", \"bedrock_sk\":\""
                + secrets.text("bedrock sk", 40)
                + "\",\"bedrock_region\":\"eu-1\",\"bedrock_region\":\"eu-2\",\"limit\":1e400"
                + ",\"nested\":{\"is_tools\":true,\"list\":[1,  2,{}]}";
        rows.model(tenant, "Bedrock", "bedrock-duplicates", "chat", "{" + bedrock + "}", null);
        rows.model(tenant, "Bedrock", "bedrock-tools-first", "chat", "{\"is_tools\":true," + bedrock + "}", null);
        rows.model(tenant, "Bedrock", "bedrock-tools-last", "chat", "{" + bedrock + ",\"is_tools\":true}", null);
        String azure = "{\"api_key\":\"" + secrets.key("azure") + "\",\"api_version\":\"2024-02-01\"}";
        rows.model(tenant, "Azure-OpenAI", "my-deployment", "chat", azure, "https://a.azure.example");
        rows.model(
                tenant, "Azure-OpenAI", "gpt-4o", "chat", azure.replace("02-01", "06-01"), "https://a.azure.example");
        rows.model(
                tenant,
                "Azure-OpenAI",
                "tools-elsewhere",
                "embedding",
                azure.replace("{", "{\"is_tools\":true, "),
                "https://a.azure.example");
    }

    /** As inside a JSON string. */
    private static String escapedOnce(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    void baseUrls() throws SQLException {
        String tenant = rows.tenant("urls", "llm_id", "url-c@VLLM", "embd_id", "url-padded");
        String key = secrets.key("urls");
        rows.model(tenant, "VLLM", "url-a___VLLM", "chat", key, "http://one.internal:8000/v1");
        rows.model(tenant, "VLLM", "url-b___VLLM", "chat", key, " http://one.internal:8000/v1  ");
        rows.model(tenant, "VLLM", "url-c___VLLM", "chat", key, "http://two.internal:8000/v1");
        rows.model(tenant, "VLLM", "url-d___VLLM", "rerank", key, "http://two.internal:8000/v1/");
        rows.model(tenant, "VLLM", "url-e___VLLM", "chat", secrets.key("other url"), "http://two.internal:8000/v1");
        rows.model(tenant, "Ollama", "url-null", "chat", key, null);
        rows.model(tenant, "Ollama", "url-empty", "chat", key, "");
        rows.model(tenant, "Ollama", "url-padded", "embedding", key, "  ");
        String password = secrets.text("url password", 20);
        rows.model(
                tenant,
                "LM-Studio",
                "url-login",
                "chat",
                key,
                "https://me:" + password + "@gateway.internal/v1?q=\"1\"");
        rows.model(tenant, "LM-Studio", "url-long", "chat", key, "http://host/" + "\\".repeat(243));
        rows.model(tenant, "OpenAI", "gpt-4o", "chat", key, "");
        rows.model(tenant, "OpenAI", "gpt-4o-mini", "chat", key, "https://proxy.internal/v1");
        rows.dialog(tenant, "urls proxy", "gpt-4o-mini@OpenAI", "url-d@VLLM");
        rows.dialog(tenant, "urls login", "url-login@LM-Studio", "");
        rows.dialog(tenant, "urls long", "url-long", "");
        // a tie, decided by UTF-8 bytes: full-width A is smaller there, larger in UTF-16 and in most collations
        rows.model(tenant, "Xinference", "🦙-llama", "chat", secrets.key("tie one"), null);
        rows.model(tenant, "Xinference", "Ａ-wide", "chat", secrets.key("tie two"), null);
        rows.dialog(tenant, "urls tie", "🦙-llama@Xinference", "Ａ-wide");
        // a tie, decided by bytes: upper case before lower
        rows.model(tenant, "GPUStack", "alpha", "chat", secrets.key("tie lower"), null);
        rows.model(tenant, "GPUStack", "Beta", "chat", secrets.key("tie upper"), null);
    }

    void names() throws SQLException {
        String tenant = rows.tenant("names", "llm_id", "n@LM-Studio", "tts_id", "x".repeat(128), "embd_id", "llama@v2");
        String key = secrets.key("names");
        for (String name : new String[] {
            "llama@v2",
            "a@b@c",
            "odd@OpenAI",
            "it's \"quoted\"",
            "back\\slash\\",
            "🦙 emoji 👍🏽",
            "100%_off",
            "100xxoff",
            "m",
            "m@default",
            "two  blanks",
            "tab\there",
            "{brace} ${dollar} $1",
            "'; DROP TABLE x; --",
            "k@",
            "名前/模型:7b",
            "o\u0308-combined"
        }) {
            rows.model(tenant, "Ollama", name, "chat", key, OLLAMA);
            rows.dialog(tenant, "names full " + name, name + "@Ollama", name);
        }
        rows.dialog(tenant, "names mail", "someone@example.com", "");
        rows.dialog(tenant, "names provider inside", "odd@OpenAI", "odd");
        rows.dialog(tenant, "names migrated", "m@default@Ollama", "m@default@default@Ollama");
        String longest = "x".repeat(128);
        rows.model(tenant, "OpenAI-API-Compatible", longest, "chat", key, OLLAMA);
        rows.dialog(tenant, "names longest", longest, "");
        rows.model(tenant, "Tencent Cloud", "🦙".repeat(127) + "z", "rerank", key, null);
        rows.dialog(tenant, "names longest emoji", "", "🦙".repeat(127) + "z");
        rows.memory(tenant, "names", longest, longest);
        rows.knowledgebase(tenant, "names", longest, "{\"llm_id\":\"" + longest + "\"}");

        rows.model(tenant, "LM-Studio", "first", "chat", secrets.key("names default"), null);
        rows.model(tenant, "LM-Studio", "second", "chat", secrets.key("names default"), null);
        rows.model(tenant, "LM-Studio", "n@default-2", "chat", secrets.key("names default"), null);
        rows.model(tenant, "LM-Studio", "n", "chat", secrets.key("names second"), null);

        rows.model(tenant, "OpenAI-API-Compatible", "suffix-a___OpenAI-API", "chat", key, OLLAMA);
        rows.model(tenant, "VLLM", "suffix-b___VLLM", "chat", key, OLLAMA);
        rows.model(tenant, "HuggingFace", "suffix-c___HuggingFace", "embedding", key, OLLAMA);
        rows.model(tenant, "LocalAI", "suffix-d___LocalAI", "rerank", key, OLLAMA);
        rows.dialog(tenant, "names suffix a", "suffix-a@OpenAI-API-Compatible", "suffix-d@LocalAI");
        rows.dialog(tenant, "names suffix b", "suffix-b___VLLM@VLLM", "suffix-d___LocalAI");
        rows.dialog(tenant, "names suffix bare", "suffix-b", "suffix-d@VLLM");
        rows.knowledgebase(tenant, "names suffix", "suffix-c@HuggingFace", null);
        // the plain name wins over the suffixed one, the suffixed one over the plain one of another factory
        rows.model(tenant, "OpenAI-API-Compatible", "both", "chat", key, OLLAMA);
        rows.model(tenant, "OpenAI-API-Compatible", "both___OpenAI-API", "chat", key, OLLAMA);
        rows.model(tenant, "HuggingFace", "sfx___HuggingFace", "chat", key, OLLAMA);
        rows.model(tenant, "Ollama", "sfx", "chat", key, OLLAMA);
        rows.dialog(tenant, "names both", "both@OpenAI-API-Compatible", "");
        rows.dialog(tenant, "names suffix first", "sfx@HuggingFace", "");
    }

    void states() throws SQLException {
        String tenant = rows.tenant(
                "states", "llm_id", "gpt-4o@OpenAI", "img2txt_id", "qwen3-vl-plus-2025-12-19@Tongyi-Qianwen");
        String other = rows.tenant("states-other", "llm_id", "gpt-4o@OpenAI");
        String key = secrets.key("states");
        rows.disabled(tenant, "OpenAI", "gpt-4o", "chat", key, "");
        rows.model(tenant, "OpenAI", "gpt-4o-mini", "chat", key, "");
        rows.disabled(tenant, "OpenAI", "my-fine-tune", "chat", key, "");
        rows.model(
                tenant,
                "OpenAI",
                "my-other-tune",
                "chat",
                "{\"api_key\":\"" + key + "\",\"is_tools\":true}",
                "",
                row("max_tokens", 123456));
        rows.model(other, "OpenAI", "gpt-4o", "chat", secrets.key("states other"), "");
        rows.disabled(other, "OpenAI", "gpt-4o-mini", "chat", secrets.key("states other"), "");
        rows.disabled(tenant, "Tongyi-Qianwen", "qwen3-vl-plus-2025-12-19", "image2text", key, "");
        rows.disabled(tenant, "Tongyi-Qianwen", "qwen-max-of-old", "chat", key, "");
        rows.model(tenant, "Tongyi-Qianwen", "glm-5.2", "chat", key, "");
        // a whole instance off
        rows.disabled(tenant, "DeepSeek", "deepseek-v4-flash", "chat", key, "");
        rows.disabled(tenant, "DeepSeek", "deepseek-chat-of-old", "chat", key, "");
        // the instance with the most models is off, the other on
        rows.disabled(tenant, "Jina", "jina-embeddings-v3", "embedding", key, "");
        rows.disabled(tenant, "Jina", "jina-embeddings-v4", "embedding", key, "");
        rows.model(tenant, "Jina", "jina-reranker-v2-base-multilingual", "rerank", secrets.key("states second"), "");
        rows.dialog(tenant, "states tune", "my-fine-tune@OpenAI", "jina-reranker-v2-base-multilingual@Jina");
        rows.dialog(tenant, "states off", "deepseek-v4-flash@DeepSeek", "");
        rows.dialog(tenant, "states off type", "qwen3-vl-plus-2025-12-19@Tongyi-Qianwen", "");
        rows.knowledgebase(tenant, "states", "jina-embeddings-v3@Jina", null);
        rows.knowledgebase(tenant, "states unknown", "jina-embeddings-v2-base-en@Jina", null);
    }

    void types() throws SQLException {
        String key = secrets.key("types");
        String tenant = rows.tenant(
                "types",
                "llm_id",
                "type-image2text@Xinference",
                "embd_id",
                "type-embedding",
                "asr_id",
                "type-asr@GPUStack",
                "img2txt_id",
                "gpt-5@OpenAI",
                "rerank_id",
                "type-chat@Xinference",
                "tts_id",
                "type-tts@Xinference",
                "ocr_id",
                "type-ocr@Xinference");
        for (String type : new String[] {"chat", "embedding", "image2text", "speech2text", "rerank", "tts", "ocr"}) {
            rows.model(tenant, "Xinference", "type-" + type, type, key, null);
        }
        rows.model(tenant, "GPUStack", "type-vision", "vision", key, null);
        rows.model(tenant, "GPUStack", "type-asr", "asr", key, null);
        rows.model(tenant, "OpenAI", "gpt-5", "chat", key, null);
        // a type that the catalogue does not give
        rows.model(tenant, "OpenAI", "gpt-4o", "image2text", key, null);
        rows.disabled(tenant, "OpenAI", "o3", "image2text", key, null);
        // names no list has
        rows.model(tenant, "OpenAI", "gpt-4.1", "conversation", key, null);
        rows.disabled(tenant, "OpenAI", "gpt-4.1-mini", "conversation", key, null);
        rows.model(tenant, "OpenAI", "gpt-4.1-nano", null, key, null);
        rows.model(tenant, "OpenAI", "type-nobody-knows", "conversation", key, null);
        rows.model(tenant, "Xinference", "type-none", null, key, null);
        rows.model(tenant, "Xinference", "type-empty", "", key, null);
        rows.model(tenant, "Xinference", "type-unknown-used", "conversation", key, null);
        rows.dialog(tenant, "types unknown", "type-unknown-used@Xinference", "type-embedding@Xinference");
        rows.dialog(tenant, "types known", "gpt-4.1@OpenAI", "gpt-4o@OpenAI");
        rows.memory(tenant, "types", "type-rerank@Xinference", "type-vision@GPUStack");
        rows.namelessModel(tenant, "OpenRouter", secrets.key("nameless"));
        rows.canvas(
                tenant,
                "types",
                "me",
                "{\"components\":{\"a\":{\"llm_id\":\"type-speech2text@Xinference\",\"tts_id\":\"type-chat\"}}}");
        rows.knowledgebase(
                tenant,
                "types",
                "type-embedding@Xinference",
                "{\"layout_recognize\":\"type-ocr@Xinference\",\"raptor\":{\"llm_id\":\"gpt-4o\"}}");
    }

    void factories() throws SQLException {
        String tenant = rows.tenant(
                "factories",
                "llm_id",
                "yi-large@01.AI",
                "embd_id",
                "bge-large-zh-v1.5@BAAI",
                "rerank_id",
                "rerank-english-v3.0@cohere");
        String key = secrets.key("factories");
        rows.model(tenant, "01.AI", "yi-large", "chat", key, "");
        rows.disabled(tenant, "01.AI", "yi-small", "chat", key, "");
        rows.model(tenant, "BAAI", "bge-large-zh-v1.5", "embedding", "", "");
        rows.model(tenant, "Youdao", "bce-embedding-base_v1", "embedding", "", "");
        rows.model(tenant, "QAnything", "bce-reranker-base_v1", "rerank", "", "");
        rows.model(tenant, "LeptonAI", "lepton-chat", "chat", key, "");
        rows.model(tenant, "Meituan", "meituan-chat", "chat", key, "");
        rows.model(tenant, "PerfXCloud", "perfx-chat", "chat", key, "");
        rows.model(tenant, "HomeMade", "home-made-model", "chat", key, "http://home.internal");
        rows.model(tenant, "cohere", "rerank-english-v3.0", "rerank", key, "");
        rows.model(tenant, "cohere", "embed-of-old", "embedding", key, "");
        rows.disabled(tenant, "cohere", "rerank-v3.5", "rerank", key, "");
        rows.model(tenant, "novita.ai", "deepseek/deepseek-r1", "chat", key, "");
        rows.model(tenant, "NovitaAI", "novita-of-old", "chat", key, "");
        rows.model(tenant, "NovitaAI", "novita-elsewhere", "chat", secrets.key("factories novita"), "");
        rows.dialog(tenant, "factories renamed", "deepseek/deepseek-r1@novita.ai", "rerank-english-v3.0@Cohere");
        rows.dialog(tenant, "factories new name", "deepseek/deepseek-r1@NovitaAI", "");
        rows.dialog(tenant, "factories bare", "novita-elsewhere", "");
        rows.knowledgebase(tenant, "factories", "embed-of-old@cohere", null);
    }
}
