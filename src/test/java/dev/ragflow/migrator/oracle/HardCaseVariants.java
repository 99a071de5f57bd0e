package dev.ragflow.migrator.oracle;

import java.sql.SQLException;

/** Names, keys and base URLs that differ in nothing but case, blanks or accents: collations see them differently. */
final class HardCaseVariants {

    private HardCaseVariants() {}

    static void load(LegacyRows rows) throws SQLException {
        String tenant = rows.tenant("case", "llm_id", "case-upper-key@VLLM", "embd_id", "case-b");
        String key = rows.secrets().text("case", 30);
        String upper = rows.secrets().capitals("case", 30);
        String base = "http://case.internal/v1";
        rows.model(tenant, "VLLM", "case-lower-key___VLLM", "chat", key, base);
        rows.model(tenant, "VLLM", "case-lower-key-2___VLLM", "chat", key, base);
        rows.model(tenant, "VLLM", "case-upper-key___VLLM", "chat", upper, base);
        rows.model(tenant, "VLLM", "case-upper-url___VLLM", "chat", key, "http://case.internal/V1");
        rows.model(tenant, "VLLM", "case-accent___VLLM", "chat", key + "é", base);
        rows.model(tenant, "VLLM", "case-no-accent___VLLM", "chat", key + "e", base);
        // one provider or two, as the database compares
        rows.model(tenant, "Ollama", "case-a", "chat", key, base);
        rows.model(tenant, "OLLAMA", "case-b", "chat", key, base);
        rows.model(tenant, "OLLAMA", "case-c", "chat", upper, base);
        rows.dialog(tenant, "case a", "case-a@Ollama", "case-c");
        // renamed factories beside their new names
        rows.model(tenant, "cohere", "rerank-v3.5", "rerank", key, "");
        rows.model(tenant, "Cohere", "command-a-03-2025", "chat", key, "");
        rows.dialog(tenant, "case cohere", "command-a-03-2025@Cohere", "rerank-v3.5@cohere");
        if (rows.caseSensitive()) {
            rows.model(tenant, "Xinference", "Same-Name", "chat", key, base);
            rows.model(tenant, "Xinference", "same-name", "chat", upper, base);
            rows.dialog(tenant, "case names", "Same-Name@Xinference", "same-name@Xinference");
            rows.dialog(tenant, "case names bare", "same-name", "SAME-NAME");
        } else {
            rows.model(tenant, "Xinference", "Same-Name", "chat", key, base);
            rows.model(tenant, "LM-Studio", "same-name", "chat", upper, base);
            rows.dialog(tenant, "case names", "Same-Name@Xinference", "same-name@LM-Studio");
            rows.dialog(tenant, "case other spelling", "SAME-NAME@Xinference", "");
        }
    }
}
