package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** What users do in the interface of a new release to what was migrated, as that release stores it. */
final class UserEdits {

    private static final String NEW_MODEL = "my-claude@mine@Anthropic";

    private final TestDatabase database;
    private final DatabaseSnapshot start;
    private final RowLoader loader;
    private final long now = Instant.now().toEpochMilli() + 60_000;

    UserEdits(TestDatabase database, Connection connection) throws SQLException {
        this.database = database;
        start = DatabaseSnapshot.of(connection);
        loader = new RowLoader(connection, Instant.now());
    }

    /** In v0.26, where a catalogue model has a row only when it was touched. */
    void inV026() throws SQLException {
        NativeCases.load(loader, "tenant_model");
        String openAi = instance("states", "OpenAI", "default");
        rotate(openAi, "sk-rotated-in-v026");
        database.execute("DELETE FROM `tenant_model` WHERE `model_name` = 'my-other-tune'");
        touch("UPDATE `tenant_model` SET `status` = 'active'", "`model_name` = 'my-fine-tune'");
        Row provider = provider("states", "OpenAI");
        model(provider, openAi, "deselected", "gpt-4o-mini", "chat", "inactive");
        String work = HardCases.id("i work");
        NativeCases.insertInstance(loader, provider.text("id"), work, "work", "sk-work", "{}");
        model(provider, work, "work tune", "work-tune", "chat", "active");
        remove("urls", "VLLM", "default-2");
        removeProvider("urls", "GPUStack");
    }

    /** In v0.26, of {@link HopCases}: what was migrated, and what v0.26 does not show. */
    void inV026BetweenHops() {
        removeProvider(HopCases.AREA, "GreenPT");
        remove(HopCases.AREA, "MWS", "default-2");
        rotate(instance(HopCases.AREA, "aimlapi.com", "default"), "sk-rotated-aimlapi");
        String tongyi = instance(HopCases.AREA, "Tongyi-Qianwen", "default");
        rotate(tongyi, "sk-rotated-tongyi");
        touch(
                "UPDATE `tenant_model` SET `status` = 'active'",
                "`model_name` = '" + HopCases.ONE_TYPE + "' AND `instance_id` = '" + tongyi + "'");
        database.execute("DELETE FROM `tenant_model` WHERE `model_name` = '" + HopCases.REMOVED + "'");
    }

    /** In v0.27: new, rotated, deselected, deleted, and other references. */
    void first() throws SQLException {
        NativeCases.provider(loader, "states", "Anthropic", "p edit");
        NativeCases.instance(loader, "p edit", "i edit", "mine", "sk-of-the-user", "{}");
        NativeCases.model(loader, "tenant_model", "i edit", "m edit", "my-claude", 1, "active", "{}");
        rotate(instance("states", "OpenAI", "default"), "sk-rotated");
        database.execute(
                "DELETE FROM `tenant_model` WHERE `model_name` = 'my-other-tune'",
                "DELETE FROM `tenant_model` WHERE `model_name` = 'gpt-4o-mini' AND `instance_id` = '"
                        + instance("states", "OpenAI", "default") + "'",
                "DELETE FROM `tenant_model` WHERE `instance_id` = '" + instance("states", "Jina", "default-2") + "'");
        touch(
                "UPDATE `tenant_model` SET `status` = 'inactive'",
                "`model_name` = 'glm-5.2' AND `instance_id` = '" + instance("states", "Tongyi-Qianwen", "default")
                        + "'");
        remove("urls", "VLLM", "default-2");
        removeProvider("urls", "GPUStack");
        LegacyRows rows = new LegacyRows(loader, new TestSecrets());
        rows.canvas(
                HardCases.tenant("states"),
                "new",
                "me",
                "{\"llm_id\":\"" + NEW_MODEL + "\", \"embd_id\":\"" + HardCases.id("m edit")
                        + "\",\"rerank_id\":\"gpt-4o@OpenAI\"}");
        String id = HardCases.id("m edit");
        refer("tenant", HardCases.tenant("states"), NEW_MODEL, "`tenant_llm_id` = '" + id + "'");
        refer("dialog", HardCases.id("dialog states off"), id, "`tenant_llm_id` = '" + id + "'");
        // by a client that knows names only
        refer("dialog", HardCases.id("dialog states tune"), NEW_MODEL, "`tenant_llm_id` = NULL");
    }

    /** Later. */
    void second() throws SQLException {
        String tongyi = instance("states", "Tongyi-Qianwen", "default");
        touch(
                "UPDATE `tenant_model` SET `status` = 'active'",
                "`model_name` = 'glm-5.2' AND `instance_id` = '" + tongyi + "'");
        touch("UPDATE `tenant_model` SET `status` = 'inactive'", "`instance_id` = '" + HardCases.id("i edit") + "'");
        database.execute(
                "DELETE FROM `tenant_model` WHERE `instance_id` = '" + instance("states", "DeepSeek", "default") + "'");
        remove("states", "Jina", "default-2");
        NativeCases.instance(loader, "p edit", "i empty", "nothing-selected", "sk-none", "{}");
    }

    private void rotate(String instance, String key) {
        touch("UPDATE `tenant_model_instance` SET `api_key` = '" + key + "'", "`id` = '" + instance + "'");
    }

    private void refer(String table, String id, String reference, String more) {
        database.execute("UPDATE `" + table + "` SET `llm_id` = '" + reference + "', " + more + ", `update_time` = "
                + now + " WHERE `id` = '" + id + "'");
    }

    private void touch(String update, String where) {
        database.execute(update + ", `update_time` = " + now + " WHERE " + where);
    }

    private void remove(String area, String provider, String name) {
        String id = instance(area, provider, name);
        database.execute(
                "DELETE FROM `tenant_model` WHERE `instance_id` = '" + id + "'",
                "DELETE FROM `tenant_model_instance` WHERE `id` = '" + id + "'");
    }

    private void removeProvider(String area, String name) {
        String id = provider(area, name).text("id");
        database.execute(
                "DELETE FROM `tenant_model` WHERE `provider_id` = '" + id + "'",
                "DELETE FROM `tenant_model_instance` WHERE `provider_id` = '" + id + "'",
                "DELETE FROM `tenant_model_provider` WHERE `id` = '" + id + "'");
    }

    private void model(Row provider, String instance, String label, String name, String type, String status)
            throws SQLException {
        NativeCases.insertModel(
                loader,
                "tenant_model",
                provider.text("id"),
                instance,
                HardCases.id("m " + label),
                name,
                type,
                status,
                "{}");
    }

    private Row provider(String area, String name) {
        return start.rows("tenant_model_provider").stream()
                .filter(row -> row.text("tenant_id").equals(HardCases.tenant(area))
                        && row.text("provider_name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String instance(String area, String provider, String name) {
        String providerId = provider(area, provider).text("id");
        return start.rows("tenant_model_instance").stream()
                .filter(row -> row.text("provider_id").equals(providerId)
                        && row.text("instance_name").equals(name))
                .findFirst()
                .orElseThrow()
                .text("id");
    }
}
