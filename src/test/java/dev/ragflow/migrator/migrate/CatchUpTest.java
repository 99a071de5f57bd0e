package dev.ragflow.migrator.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What pods write while a run is under way")
@Tag("server")
class CatchUpTest {

    /** Somebody else's write as soon as the last stage has ended: behind it nothing reads models but the verification. */
    private static String[] behindTheLastStage(TestServer server, String write) {
        String stage = "%tenant_model_id_migration";
        return server == TestServer.POSTGRES
                ? new String[] {
                    "CREATE FUNCTION pod() RETURNS trigger AS $$ BEGIN " + write
                            + "; RETURN NULL; END $$ LANGUAGE plpgsql",
                    "CREATE TRIGGER pod AFTER INSERT ON databasechangelog FOR EACH ROW WHEN (NEW.id LIKE '" + stage
                            + "') EXECUTE FUNCTION pod()"
                }
                : new String[] {
                    "CREATE TRIGGER pod AFTER INSERT ON DATABASECHANGELOG FOR EACH ROW IF NEW.ID LIKE '" + stage
                            + "' THEN " + write + "; END IF"
                };
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isPutRightOnceTheVerificationHasFoundIt(TestServer server) throws Exception {
        try (TestDatabase database = SmallDatabase.on(server)) {
            CommandRun before = CommandRun.migrate(database, Release.V0_26_4);
            assertThat(before.exitCode()).as(before.toString()).isZero();
            database.execute(behindTheLastStage(server, SmallDatabase.USELESS_MODEL));

            CommandRun run = CommandRun.migrate(database, Release.V0_27_0);

            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.log())
                    .containsOnlyOnce("Catching up on rows written in the meantime: stage/tenant_model_seeding");
            assertThat(count(database, "tenant_model WHERE model_name IS NULL")).isZero();
            assertThat(count(database, "tenant_model_removed WHERE model_name IS NULL"))
                    .isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isAnIdOfNoModelForOneVerificationOnly(TestServer server) throws Exception {
        try (TestDatabase database = SmallDatabase.on(server)) {
            CommandRun before = CommandRun.migrate(database, Release.V0_26_4);
            assertThat(before.exitCode()).as(before.toString()).isZero();
            database.execute(
                    behindTheLastStage(server, "UPDATE dialog SET tenant_llm_id = '00000000000000000000000000000bad'"));

            CommandRun run = CommandRun.migrate(database, Release.V0_27_0);

            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.log())
                    .containsOnlyOnce("Catching up on rows written in the meantime: stage/tenant_model_id_migration");
            assertThat(count(database, "dialog d JOIN tenant_model m ON m.id = d.tenant_llm_id"))
                    .isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isAnEmptyIdForOneVerificationOnly(TestServer server) throws Exception {
        for (String empty : new String[] {"NULL", "''"}) {
            try (TestDatabase database = SmallDatabase.on(server)) {
                CommandRun before = CommandRun.migrate(database, Release.V0_26_4);
                assertThat(before.exitCode()).as(before.toString()).isZero();
                database.execute(
                        behindTheLastStage(server, "UPDATE dialog SET tenant_llm_id = " + empty.replace("'", "''")));

                CommandRun run = CommandRun.migrate(database, Release.V0_27_0);

                assertThat(run.exitCode()).as(run.toString()).isZero();
                assertThat(run.log())
                        .containsOnlyOnce(
                                "Catching up on rows written in the meantime: stage/tenant_model_id_migration");
                assertThat(count(database, "dialog d JOIN tenant_model m ON m.id = d.tenant_llm_id"))
                        .isOne();
            }
        }
    }

    /** The names that mean no model come first, and are more than a run looks up to find out whether there is work. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isAnEmptyIdThatOnlyTheVerificationFinds(TestServer server) throws Exception {
        try (TestDatabase database = SmallDatabase.on(server)) {
            database.execute("INSERT INTO `dialog` (`id`, `do_refer`, `kb_ids`, `llm_id`, `llm_setting`, `name`,"
                    + " `prompt_config`, `prompt_type`, `rerank_id`, `similarity_threshold`, `tenant_id`, `top_k`,"
                    + " `top_n`, `vector_similarity_weight`) SELECT CONCAT('a-', n), '1', '[]', 'gone@mine@DeepSeek',"
                    + " '{}', 'd', '{}', 'simple', '', 0.2, '" + SmallDatabase.TENANT + "', 1, 1, 0.3 FROM "
                    + TestDatabase.numbersBelow(1_100) + " numbers");
            CommandRun before = CommandRun.migrate(database, Release.V0_27_0);
            assertThat(before.exitCode()).as(before.toString()).isZero();
            database.execute("UPDATE `dialog` SET `tenant_llm_id` = NULL WHERE `id` = 'dialog-1'");

            CommandRun verified = CommandRun.verify(database.settings(), Release.V0_27_0);
            assertThat(verified.exitCode()).as(verified.toString()).isEqualTo(4);
            assertThat(verified.out()).contains("dialog dialog-1, tenant_llm_id: empty, though llm_id names a model");
            CommandRun run = CommandRun.migrate(database, Release.V0_27_0);

            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.log()).contains("stages read every row again: tenant_model_id_migration");
            assertThat(count(database, "dialog d JOIN tenant_model m ON m.id = d.tenant_llm_id"))
                    .isOne();
        }
    }

    private static long count(TestDatabase database, String rows) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + rows)) {
            row.next();
            return row.getLong(1);
        }
    }
}
