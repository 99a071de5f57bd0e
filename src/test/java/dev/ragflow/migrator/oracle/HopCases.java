package dev.ragflow.migrator.oracle;

import java.sql.SQLException;

/** Models about which v0.26.4 and v0.27.0 know different things: what a stop at v0.26.4 may lose. */
final class HopCases {

    static final String AREA = "hops";

    /** Both releases know the model and its two types. */
    static final String TWO_TYPES = "qwen3-vl-flash";

    /** The same, of one type. */
    static final String ONE_TYPE = "qwen3-max";

    /** Neither knows it. */
    static final String REMOVED = "kimi-of-the-tenant";

    private HopCases() {}

    static void load(LegacyRows rows) throws SQLException {
        String tenant = rows.tenant(
                AREA,
                "llm_id",
                "glm-5.2@GreenPT",
                "embd_id",
                "green-embedding@GreenPT",
                "rerank_id",
                "green-tune@GreenPT",
                "img2txt_id",
                "qwen3.8-max@Tongyi-Qianwen",
                "tts_id",
                "green-untyped@GreenPT");
        String key = rows.secrets().key(AREA);
        // disabled models that one release knows, or both, of one type and of several, with some of them or none
        rows.disabled(tenant, "Tongyi-Qianwen", TWO_TYPES, "chat", key, "");
        rows.disabled(tenant, "Tongyi-Qianwen", ONE_TYPE, "chat", key, "");
        rows.disabled(tenant, "Tongyi-Qianwen", "qwen3.8-max", "chat", key, "");
        rows.disabled(tenant, "NVIDIA", "nvidia/nemotron-nano-12b-v2-vl", "image2text", key, "");
        rows.disabled(tenant, "NVIDIA", "nvidia/llama-3.1-nemotron-nano-vl-8b-v1", "conversation", key, "");
        rows.model(tenant, "Moonshot", "kimi-k2.6", "chat", key, "");
        rows.model(tenant, "Moonshot", "kimi-k3", "conversation", key, "");
        rows.model(tenant, "Moonshot", REMOVED, "chat", key, "");
        // providers that v0.26.4 does not have
        rows.model(tenant, "GreenPT", "glm-5.2", "chat", key, "");
        rows.disabled(tenant, "GreenPT", "kimi-k2.7-code", "chat", key, "");
        rows.model(tenant, "GreenPT", "green-embedding", "embedding", key, "");
        rows.model(tenant, "GreenPT", "green-tune", "chat", "{\"api_key\":\"" + key + "\",\"is_tools\":true}", "");
        rows.disabled(tenant, "GreenPT", "green-tune-off", "chat", key, "");
        rows.model(tenant, "GreenPT", "green-untyped", "conversation", key, "");
        rows.model(tenant, "GreenPT", "green-second", "chat", rows.secrets().key("hops second"), "");
        rows.disabled(tenant, "aimlapi.com", "openai/gpt-4o", "chat", key, "");
        rows.disabled(tenant, "aimlapi.com", "openai/gpt-4o-mini", "image2text", key, "");
        rows.disabled(tenant, "aimlapi.com", "anthropic/claude-opus-4-8", "conversation", key, "");
        rows.model(tenant, "aimlapi.com", "openai/text-embedding-3-small", "chat", key, "");
        rows.model(tenant, "MWS", "mws-tune", "chat", key, "https://mws.internal/v1");
        rows.disabled(tenant, "MWS", "mws-off", "embedding", rows.secrets().key("hops third"), "");
        rows.model(tenant, "FunASR", "fun", "speech2text", "", "http://funasr.internal");
        rows.dialog(tenant, "hops", "mws-tune@MWS", "openai/text-embedding-3-small@aimlapi.com");
        rows.dialog(tenant, "hops second", "green-second", "mws-off@MWS");
        rows.knowledgebase(tenant, "hops", "mws-tune@MWS", "{\"llm_id\":\"fun@FunASR\"}");
        rows.canvas(tenant, "hops", "me", "{\"llm_id\":\"green-tune-off@GreenPT\",\"tts_id\":\"glm-5.2@GreenPT\"}");
    }
}
