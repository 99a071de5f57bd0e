package dev.ragflow.migrator.oracle;

import java.sql.SQLException;

/** Hard references: ties between rows, JSON texts of every kind, and what must not cross from one tenant to another. */
final class HardReferences {

    private final LegacyRows rows;
    private final TestSecrets secrets;

    HardReferences(LegacyRows rows) {
        this.rows = rows;
        secrets = rows.secrets();
    }

    void ties() throws SQLException {
        String tenant = rows.tenant(
                "ties",
                "llm_id",
                "dup",
                "embd_id",
                "dup",
                "rerank_id",
                "dup",
                "tts_id",
                "dup",
                "asr_id",
                "",
                "img2txt_id",
                "0123456789abcdef0123456789abcdef",
                "ocr_id",
                "deepdoc@default@infiniflow");
        models(tenant);
        dialog(tenant, "dup@VLLM", "dup@Xinference");
        dialog(tenant, "dup2", "dup2@OpenAI");
        dialog(tenant, "dup2@NoSuchFactory", "a@b@NoSuchFactory");
        dialog(tenant, "a@b", "a@b@Ollama");
        dialog(tenant, "dup@default@Ollama", "nobody@default@OpenAI");
        dialog(tenant, "nobody", "nobody@OpenAI");
        dialog(tenant, "nobody@NoSuchFactory", "nobody@default@NoSuchFactory");
        dialog(tenant, "0123456789abcdef0123456789abcdef", "deepdoc@default@infiniflow");
        dialog(tenant, "gpt-4o@OpenAI", "BAAI/bge-m3@Builtin");
        dialog(tenant, "gpt-4o@Azure-OpenAI", "gpt-4o");
        dialog(tenant, " dup", "@");
        rows.knowledgebase(tenant, "ties exact before type", "dup@VLLM", null);
        rows.knowledgebase(tenant, "ties wrong factory", "dup@OpenAI", null);
        rows.memory(tenant, "ties", "dup", "dup2@OpenAI");
    }

    private void dialog(String tenant, String chat, String rerank) throws SQLException {
        rows.dialog(tenant, "ties " + chat + " " + rerank, chat, rerank);
    }

    /** {@code dup} in four factories, {@code dup2} in two whose order depends on the collation. */
    private void models(String tenant) throws SQLException {
        String key = secrets.key("models of " + tenant);
        rows.model(tenant, "Ollama", "dup", "chat", key, null);
        rows.model(tenant, "VLLM", "dup", "chat", key, null);
        rows.model(tenant, "Xinference", "dup", "embedding", key, null);
        rows.model(tenant, "LM-Studio", "dup", "rerank", key, null);
        rows.model(tenant, "n1n", "dup2", "chat", key, null);
        rows.model(tenant, "Xinference", "dup2", "chat", key, null);
        rows.model(tenant, "Ollama", "a@b", "chat", key, null);
        rows.model(tenant, "Azure-OpenAI", "gpt-4o", "image2text", key, "https://ties.azure.example");
        rows.model(
                tenant,
                "MinerU",
                "mineru-1",
                "ocr",
                "{\"mineru_token\":\"" + secrets.text("mineru " + tenant, 32) + "\"}",
                null);
        rows.model(tenant, "PaddleOCR", "paddle-1", "ocr", key, null);
        rows.model(tenant, "OpenDataLoader", "odl-1", "ocr", key, null);
        rows.model(tenant, "Xinference", "a-vlm", "image2text", key, null);
        rows.model(tenant, "Ollama", "it's \"odd\" \\ 🦙", "chat", key, null);
        rows.model(
                tenant,
                "VLLM",
                "second-key___VLLM",
                "chat",
                secrets.key("second of " + tenant),
                "http://second.internal/v1");
    }

    void jsonTexts() throws SQLException {
        String tenant = rows.tenant("json", "llm_id", "dup@Ollama");
        models(tenant);
        String[] texts = {
            "{ \"llm_id\" : \"dup@Ollama\" ,\"a\":1e400,\"big\":1234567890123456789012345678901234567890,\r\n\t\"llm_id\":\"dup2\","
                    + " \"prompt\":\"Write to someone@example.com or ceo@OpenAI about \\\"llm_id\\\": \\\"dup@Ollama\\\"\","
                    + "\"z\":-0.0,\"nested\":[ {\"embd_id\":\"dup\"}, {\"rerank_id\":\"dup\" , \"x\":1.10E+2} ] }\n",
            "{\"llm_id\":\"dup\\u0040Ollama\",\"rerank_id\":\"\\u0064up\",\"note\":\"caf\\u00e9 \\ud83e\\udd99 \\/ \\ud800\",\"embd_id\":\"a\\u0040b\"}",
            "{\"llm\\u005fid\":\"dup@Ollama\",\"ключ\":\"значение 🦙\",\"embedding_model\":\"dup@Xinference\"}",
            "{\"llm_id\":\"it's \\\"odd\\\" \\\\ 🦙@Ollama\",\"asr_id\":\"it's \\\"odd\\\" \\\\ \\ud83e\\udd99\"}",
            "{\"llm_id\":\"second-key@VLLM\",\"img2txt_id\":\"a-vlm\",\"tts_id\":\"dup@LM-Studio\",\"ocr_id\":\"mineru-1@MinerU\"}",
            "{\"llm_id\":\"dup@Ollama\"",
            "{\"llm_id\":\"dup@Ollama\",}",
            "{llm_id:\"dup@Ollama\"}",
            "{'llm_id':'dup@Ollama'}",
            "{\"llm_id\":\"dup@Ollama\"} and more",
            "{\"llm_id\":\"dup@Ollama\"}{\"llm_id\":\"dup@Ollama\"}",
            "{\"llm_id\":\"dup@Ollama\nx\"}",
            "",
            " ",
            "null",
            "[]",
            "\"dup@Ollama\"",
            "[\"dup@Ollama\", {\"llm_id\":\"dup@Ollama\"}, [[{\"rerank_id\":\"dup\"}]]]",
            "{\"llm_id\":null,\"embd_id\":5,\"rerank_id\":[\"dup@Ollama\"],\"tts_id\":{\"llm_id\":\"dup@VLLM\"},\"asr_id\":true,\"ocr_id\":\"\"}",
            "{\"LLM_ID\":\"dup@Ollama\",\"llm_ids\":\"dup@Ollama\",\"model\":\"dup@Ollama\",\"chat_id\":\"dup@Ollama\",\"llm_id\":\"nobody@OpenAI\"}",
            "{\"llm_id\":\"dup@default@Ollama\",\"embd_id\":\"0123456789abcdef0123456789abcdef\",\"img2txt_id\":\"deepdoc@default@infiniflow\","
                    + "\"rerank_id\":\"someone@example.com\",\"tts_id\":\"nobody\"}",
            "{\"layout_recognize\":\"DeepDOC\",\"parse_method\":\"Plain Text\",\"mineru_llm_name\":\"\",\"chunk_token_num\":512}",
            "{\"layout_recognize\":\"a-vlm@Xinference\",\"parse_method\":\"a-vlm\",\"mineru_llm_name\":\"mineru-1@MinerU\","
                    + "\"paddleocr_llm_name\":\"paddle-1\",\"opendataloader_llm_name\":\"odl-1@OpenDataLoader\"}",
            "{\"layout_recognize\":\"nobody@OpenAI\",\"parse_method\":\"nobody@MinerU\",\"mineru_llm_name\":\"nobody\",\"raptor\":{\"llm_id\":\"dup\"}}",
            "{\"a\":".repeat(600) + "{\"llm_id\":\"dup@Ollama\"}" + "}".repeat(600),
            "{\"long\":\"" + "lorem 🦙 ipsum@OpenAI ".repeat(6000)
                    + "\",\"llm_id\":\"dup@Ollama\",\"rerank_id\":\"dup\"}",
            "{\"secret_access_key\":\"" + secrets.text("connector", 40) + "\",\"llm_id\":\"dup2@OpenAI\"}",
        };
        for (int i = 0; i < texts.length; i++) {
            everywhere(tenant, "text " + i, texts[i]);
        }
        rows.canvas(tenant, "json null", "me", null);
        rows.canvas(tenant, "json team", "team", "{\"llm_id\":\"second-key@VLLM\",\"rerank_id\":\"dup\"}");
        rows.jsonEverywhere(
                tenant,
                "search",
                HardCases.id("canvas json team"),
                "{}",
                "{\"chat_id\":\"dup\",\"rerank_id\":\"dup@Ollama\",\"kb_ids\":[],\"nested\":{\"chat_id\":\"dup2\"},\"prompt\":\"chat_id dup\"}");
    }

    private void everywhere(String tenant, String label, String text) throws SQLException {
        String knowledgebase = rows.knowledgebase(tenant, label, "dup", text);
        rows.document(knowledgebase, tenant, label, text);
        String canvas = rows.canvas(tenant, label, "me", text);
        rows.canvasVersion(canvas, label, text);
        rows.jsonEverywhere(tenant, label, canvas, text, text);
    }

    void otherTenants() throws SQLException {
        String owner = rows.tenant("owner", "llm_id", "owners-own@Ollama");
        String guest = rows.tenant("guest", "llm_id", "owners-own@Ollama", "embd_id", "owners-own");
        rows.model(owner, "Ollama", "owners-own", "chat", secrets.key("owner"), "http://owner.internal");
        rows.model(owner, "Ollama", "shared-name", "chat", secrets.key("owner second"), "http://owner.internal");
        rows.model(guest, "Xinference", "shared-name", "embedding", secrets.key("guest"), "http://guest.internal");
        rows.canvas(
                guest,
                "guest",
                "me",
                "{\"llm_id\":\"owners-own@Ollama\",\"rerank_id\":\"owners-own\",\"embd_id\":\"shared-name\"}");
        rows.dialog(guest, "guest", "owners-own", "shared-name");
        rows.memory(guest, "guest", "shared-name@Ollama", "owners-own@Ollama");
        String config = "{\"llm_id\":\"shared-name\",\"embd_id\":\"owners-own\"}";
        String knowledgebase = rows.knowledgebase(owner, "of the owner", "shared-name@Ollama", config);
        rows.document(knowledgebase, guest, "uploaded by the guest", config);
        rows.document(
                rows.knowledgebase(guest, "of the guest", "shared-name", config),
                owner,
                "uploaded by the owner",
                config);
        rows.document(HardCases.id("no such kb"), owner, "without knowledge base", config);
        rows.canvasVersion(HardCases.id("no such canvas"), "without canvas", config);
        rows.canvasVersion(rows.canvas(owner, "owner", "team", config), "owner", config);
        rows.canvas(HardCases.id("no such tenant"), "of nobody", "team", config);
        rows.jsonEverywhere(guest, "of the guest", HardCases.id("canvas guest"), config, config);
        rows.tenant("bare", "llm_id", "gpt-4o@OpenAI", "embd_id", "owners-own");
    }

    /** Numeric hints of v0.25: to a row of the same name, to one of another name, to one of another tenant. */
    void hints() throws SQLException {
        String tenant = HardCases.tenant("ties");
        rows.hint("dialog", rows.dialog(tenant, "hint second", "dup", "dup"), "tenant_llm_id", tenant, "VLLM", "dup");
        rows.hint(
                "dialog",
                rows.dialog(tenant, "hint exact", "dup@Ollama", "dup2"),
                "tenant_llm_id",
                tenant,
                "VLLM",
                "dup");
        rows.hint(
                "dialog",
                rows.dialog(tenant, "hint of another name", "dup", "dup2"),
                "tenant_rerank_id",
                tenant,
                "Ollama",
                "a@b");
        rows.hint(
                "dialog",
                rows.dialog(tenant, "hint of another tenant", "dup", ""),
                "tenant_llm_id",
                HardCases.tenant("json"),
                "VLLM",
                "dup");
        rows.hint(
                "knowledgebase",
                rows.knowledgebase(tenant, "hint", "dup2", null),
                "tenant_embd_id",
                tenant,
                "n1n",
                "dup2");
        rows.memory(tenant, "hint", "dup2", "dup2");
        rows.hint("memory", HardCases.id("memory hint"), "tenant_llm_id", tenant, "n1n", "dup2");
    }
}
