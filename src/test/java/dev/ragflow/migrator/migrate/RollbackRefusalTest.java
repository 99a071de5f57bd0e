package dev.ragflow.migrator.migrate;

import static dev.ragflow.migrator.migrate.SmallDatabase.INSTANCE;
import static dev.ragflow.migrator.migrate.SmallDatabase.MODEL;
import static dev.ragflow.migrator.migrate.SmallDatabase.PROVIDER;
import static dev.ragflow.migrator.migrate.SmallDatabase.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A rollback that would lose something")
@Tag("server")
class RollbackRefusalTest {

    private static final String SEEDED = "(SELECT MIN(`id`) FROM `tenant_model` WHERE `model_name` <> 'own')";

    /**
     * One reason against a rollback.
     *
     * @param does what somebody did since the migration
     * @param told what the summary must say of it
     * @param undoes statements after which it may be taken back
     */
    private record Reason(String name, List<String> does, String told, List<String> undoes) {}

    private static final List<Reason> REASONS = List.of(
            new Reason(
                    "a model was added",
                    List.of(
                            "INSERT INTO `tenant_model` (`id`, `provider_id`, `instance_id`, `model_name`, `model_type`,"
                                    + " `status`, `extra`, `create_time`, `update_time`) VALUES ('late', '" + PROVIDER
                                    + "', '"
                                    + INSTANCE + "', 'late', 1, 'active', '{}', 4000000000000, 4000000000000)"),
                    "1 rows of tenant_model were created since the migration; for example late",
                    List.of("DELETE FROM `tenant_model` WHERE `id` = 'late'")),
            new Reason(
                    "a model was changed",
                    List.of(
                            "UPDATE `tenant_model` SET `status` = 'inactive', `update_time` = 4000000000000 WHERE `id` = '"
                                    + MODEL + "'"),
                    "1 rows of tenant_model were changed since the migration; for example " + MODEL,
                    List.of(
                            "UPDATE `tenant_model` SET `status` = 'active', `update_time` = `create_time` WHERE `id` = '"
                                    + MODEL + "'")),
            new Reason(
                    "a model was removed",
                    List.of(
                            "CREATE TABLE `kept` AS SELECT * FROM `tenant_model` WHERE `id` = '" + MODEL + "'",
                            "DELETE FROM `tenant_model` WHERE `id` = '" + MODEL + "'"),
                    "1 rows of tenant_model were removed since the migration",
                    List.of("INSERT INTO `tenant_model` SELECT * FROM `kept`", "DROP TABLE `kept`")),
            new Reason(
                    "a column names a model by its id",
                    List.of("UPDATE `dialog` SET `llm_id` = '" + MODEL + "'"),
                    "1 rows of dialog name a model by its id, which v0.26 cannot read; for example dialog-1",
                    List.of("UPDATE `dialog` SET `llm_id` = 'own@mine@DeepSeek'")),
            new Reason(
                    "JSON names a model by its id",
                    List.of("UPDATE `user_canvas` SET `dsl` = '{\"llm_id\": \"" + MODEL + "\"}'"),
                    "1 rows of user_canvas name a model by its id, which v0.26 cannot read; for example canvas-1",
                    List.of("UPDATE `user_canvas` SET `dsl` = '{\"llm_id\": \"own@mine@DeepSeek\"}'")),
            new Reason(
                    "a model is known by its id alone",
                    List.of("UPDATE `tenant` SET `tenant_img2txt_id` = '" + MODEL + "'"),
                    "1 rows of tenant have a model in tenant_img2txt_id and none in img2txt_id, the only one that v0.26"
                            + " reads; for example " + TENANT,
                    List.of("UPDATE `tenant` SET `tenant_img2txt_id` = NULL")),
            new Reason(
                    "a group has a model that v0.26 had no row for",
                    List.of(
                            "INSERT INTO `tenant_model_group_mapping` (`group_id`, `provider_id`, `instance_id`, `model_id`,"
                                    + " `status`, `weight`) VALUES ('g', '" + PROVIDER + "', '" + INSTANCE + "', "
                                    + SEEDED
                                    + ", 'active', 1)"),
                    "1 models in tenant_model_group_mapping are not in tenant_model_backup",
                    List.of("DELETE FROM `tenant_model_group_mapping`")),
            new Reason(
                    "a newer release worked with the database",
                    List.of("UPDATE `system_settings` SET `value` = 'v0.27.5'"
                            + " WHERE `name` = 'mysql_migration.database.version'"),
                    "system_settings says v0.27.5",
                    List.of("UPDATE `system_settings` SET `value` = 'v0.27.0'"
                            + " WHERE `name` = 'mysql_migration.database.version'")),
            new Reason(
                    "the former model table is gone",
                    List.of("ALTER TABLE `tenant_model_backup` RENAME TO `away`"),
                    "there is no tenant_model_backup with the models of v0.26",
                    List.of("ALTER TABLE `away` RENAME TO `tenant_model_backup`")),
            new Reason(
                    "somebody else exchanged the model table",
                    List.of("UPDATE `ragflow_migrator_checkpoint` SET `stage` = 'away'"
                            + " WHERE `stage` = 'model_type_merge/exchange'"),
                    "this program did not make tenant_model_backup itself",
                    List.of("UPDATE `ragflow_migrator_checkpoint` SET `stage` = 'model_type_merge/exchange'"
                            + " WHERE `stage` = 'away'")));

    @TestFactory
    Stream<DynamicNode> changesNothingAndSaysWhy() {
        return Stream.of(TestServer.values())
                .map(server -> dynamicContainer(
                        server.name(), Stream.of(SmallDatabase.on(server)).flatMap(RollbackRefusalTest::tests)));
    }

    /** The reasons one by one, then none. */
    private static Stream<DynamicNode> tests(TestDatabase test) {
        assertThat(CommandRun.migrate(test, Release.V0_27_0))
                .satisfies(run -> assertThat(run.exitCode()).as("%s", run).isZero());
        Stream<DynamicNode> refusals = REASONS.stream()
                .map(reason -> dynamicTest(reason.name(), () -> {
                    test.execute(reason.does().toArray(String[]::new));
                    isRefused(test, reason.told());
                    test.execute(reason.undoes().toArray(String[]::new));
                }));
        Stream<DynamicNode> end = Stream.of(dynamicTest("all undone", () -> {
            CommandRun run = CommandRun.rollBack(test);
            assertThat(run.exitCode()).as("%s", run).isZero();
            test.close();
        }));
        return Stream.concat(refusals, end);
    }

    private static void isRefused(TestDatabase test, String told) throws SQLException {
        try (Connection connection = test.connect()) {
            TableContents before = TableContents.of(connection);
            CommandRun run = CommandRun.rollBack(test);
            assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
            assertThat(run.out().replaceAll("\\s+", " "))
                    .contains(
                            "Summary: nothing was changed, the database cannot be rolled back to RAGFlow v0.26.4.",
                            told);
            assertThat(run.log()).contains("ERROR [rollback_refused] ").doesNotContain("sk-very-secret-1");
            TableContents after = TableContents.of(connection);
            assertThat(after.columns()).isEqualTo(before.columns());
            assertThat(before.differencesTo(after)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void saysThatItKnowsNoStateToBringBack(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.24.0")) {
            isRefused(test, "This program did not migrate the database to v0.26.4");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void leavesDatabasesOfV1Alone(TestServer server) {
        try (TestDatabase test = SmallDatabase.on(server)) {
            test.execute("UPDATE `system_settings` SET `value` = 'v1.0.0-rc1'");
            CommandRun run = CommandRun.rollBack(test);
            assertThat(run.exitCode()).as("%s", run).isEqualTo(2);
            assertThat(run.log()).contains("belongs to RAGFlow v1");
        }
    }
}
