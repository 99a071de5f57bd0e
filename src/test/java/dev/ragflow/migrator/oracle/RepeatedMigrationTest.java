package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A model migration that runs again")
@Tag("server")
class RepeatedMigrationTest {

    private static final String MARKER = "INSERT INTO `system_settings` (`name`, `source`, `data_type`, `value`)"
            + " VALUES ('mysql_migration.database.version', 'migration', 'string', 'v0.26.1')";

    /** What a user may do in v0.26 to models that came from tenant_llm. */
    private static final String[] CHANGES_OF_USERS = {
        "DELETE FROM `tenant_model` WHERE `model_name` = 'type-chat'",
        "UPDATE `tenant_model` SET `status` = 'active' WHERE `model_name` = 'my-fine-tune'",
        "UPDATE `tenant_model_instance` SET `api_key` = 'rotated-by-the-user', `update_time` = `update_time` + 5000"
                + " WHERE `api_key` = 'KEY'",
        "DELETE FROM `tenant_model_instance` WHERE `instance_name` = 'default-2' AND `provider_id` IN"
                + " (SELECT `id` FROM `tenant_model_provider` WHERE `tenant_id` = 'URLS' AND `provider_name` = 'VLLM')",
        "DELETE FROM `tenant_model_provider` WHERE `tenant_id` = 'URLS' AND `provider_name` = 'GPUStack'",
        "UPDATE `dialog` SET `llm_id` = 'gpt-4o@OpenAI' WHERE `id` = 'DIALOG'",
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void needsNoMemoryOfItsOwnOnceTheReleaseIsMarked(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.26.4");
                Database database = test.open();
                Connection connection = test.connect()) {
            HardCases.load(test);
            ModelRun.of(database, StageProgress.NONE);
            test.execute(MARKER, "DELETE FROM `ragflow_migrator_checkpoint`");
            TableChecksums first = ModelRun.withoutOwnTables(TableChecksums.of(connection));
            List<StageResult> again = ModelRun.of(database, StageProgress.NONE);
            assertThat(first.differencesTo(ModelRun.withoutOwnTables(TableChecksums.of(connection))))
                    .isEmpty();
            assertThat(again).noneMatch(StageResult::changedAnything);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void picksUpWhatOldPodsWroteInBetween(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.26.4");
                Database database = test.open();
                Connection connection = test.connect()) {
            HardCases.load(test);
            ModelRun.of(database, StageProgress.NONE);
            connection.setAutoCommit(false);
            LegacyRows rows = new LegacyRows(new RowLoader(connection, Instant.now()), new TestSecrets());
            String late = rows.tenant("late", "llm_id", "late-chat@Ollama", "embd_id", "late-embedding");
            rows.model(late, "Ollama", "late-chat", "chat", "late-key-1", "http://late.internal");
            rows.model(late, "Ollama", "late-embedding", "embedding", "late-key-2", null);
            String urls = HardCases.tenant("urls");
            rows.model(urls, "VLLM", "url-late___VLLM", "chat", "late-key-3", "http://late.internal");
            rows.dialog(urls, "late", "url-late@VLLM", "nobody@VLLM");
            rows.canvas(urls, "late", "me", "{\"llm_id\":\"url-late___VLLM\", \"embd_id\":\"url-late@VLLM\"}");
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(ModelRun.withWork(database))
                    .contains("tenant_model_provider", "tenant_model_instance", "tenant_model", "model_id_config");
            ModelRun.of(database, StageProgress.NONE);

            DatabaseSnapshot after = DatabaseSnapshot.of(connection);
            NewApplication application = new NewApplication(after, ReleaseCatalogue.of("v0.26.4"));
            assertThat(after.byKey("tenant").get(late))
                    .isNotNull()
                    .satisfies(row -> assertThat(application.resolve(late, row.text("llm_id"), "chat"))
                            .get()
                            .satisfies(found -> assertThat(found.credential()).isEqualTo("late-key-1")))
                    .satisfies(row -> assertThat(application.resolve(late, row.text("embd_id"), "embedding"))
                            .get()
                            .satisfies(found -> assertThat(found.credential()).isEqualTo("late-key-2")));
            assertThat(after.byKey("dialog").get(HardCases.id("dialog late")))
                    .isNotNull()
                    .satisfies(row -> assertThat(row.text("rerank_id")).isEqualTo("nobody@default@VLLM"))
                    .satisfies(row -> assertThat(application.resolve(urls, row.text("llm_id"), "chat"))
                            .get()
                            .satisfies(found -> assertThat(found.credential()).isEqualTo("late-key-3")));
            assertThat(after.byKey("user_canvas").get(HardCases.id("canvas late")))
                    .isNotNull()
                    .satisfies(row -> assertThat(row.text("dsl"))
                            .matches("\\{\"llm_id\":\"url-late___VLLM@default-\\d@VLLM\","
                                    + " \"embd_id\":\"url-late___VLLM@default-\\d@VLLM\"}"));
            assertThat(ModelRun.withWork(database)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesWhatUsersChangedSince(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.26.4");
                Database database = test.open();
                Connection connection = test.connect()) {
            HardCases.load(test);
            Snapshot before = PreservationOracle.snapshot(connection);
            ModelRun.of(database, StageProgress.NONE);
            test.execute(MARKER);
            for (String change : CHANGES_OF_USERS) {
                test.execute(change.replace("KEY", new TestSecrets().key("states second"))
                        .replace("URLS", HardCases.tenant("urls"))
                        .replace("DIALOG", HardCases.id("dialog states off")));
            }
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                    .hasSizeGreaterThan(CHANGES_OF_USERS.length);
            TableChecksums changed = ModelRun.withoutOwnTables(TableChecksums.of(connection));
            ModelRun.of(database, StageProgress.NONE);
            assertThat(changed.differencesTo(ModelRun.withoutOwnTables(TableChecksums.of(connection))))
                    .isEmpty();
        }
    }
}
