package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import dev.ragflow.migrator.testing.WriteWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The command diff")
@Tag("process")
class DiffTest {

    private static final String CLOSED_BY_MIGRATE = "\"closedByMigrate\":true";

    /**
     * A way to differ.
     *
     * @param kind what is found
     * @param severity how bad it is
     * @param where table and object
     * @param sql makes it, on MySQL and MariaDB
     * @param postgres makes it on PostgreSQL
     */
    private record Damage(String kind, String severity, String where, String sql, String postgres) {

        static Damage of(String kind, String severity, String where, String sql) {
            return new Damage(kind, severity, where, sql, sql);
        }

        String inJson() {
            String[] names = where.split("\\.");
            return "{\"severity\":\"" + severity + "\",\"kind\":\"" + kind + "\",\"table\":\"" + names[0]
                    + "\",\"object\":\"" + names[names.length - 1] + "\"";
        }
    }

    private static final List<Damage> DAMAGES = List.of(
            Damage.of("missing_table", "breaks", "search", "DROP TABLE `search`"),
            Damage.of("missing_column", "breaks", "mcp_server.url", "ALTER TABLE `mcp_server` DROP COLUMN `url`"),
            new Damage(
                    "narrower_type",
                    "breaks",
                    "dialog.name",
                    "ALTER TABLE `dialog` MODIFY `name` varchar(32) NULL COMMENT 'ours'",
                    "ALTER TABLE `dialog` ALTER `name` TYPE varchar(32)"),
            new Damage(
                    "other_type",
                    "breaks",
                    "task.begin_at",
                    "ALTER TABLE `task` MODIFY `begin_at` varchar(32) NULL",
                    "ALTER TABLE `task` ALTER `begin_at` TYPE varchar(32)"),
            new Damage(
                    "stricter_nullability",
                    "breaks",
                    "connector.status",
                    "ALTER TABLE `connector` MODIFY `status` varchar(16) NOT NULL",
                    "ALTER TABLE `connector` ALTER `status` SET NOT NULL"),
            new Damage(
                    "missing_auto_increment",
                    "breaks",
                    "tenant_llm.id",
                    "ALTER TABLE `tenant_llm` MODIFY `id` int NOT NULL",
                    "ALTER TABLE `tenant_llm` ALTER `id` DROP DEFAULT"),
            new Damage(
                    "missing_index",
                    "slower",
                    "document.document_kb_id",
                    "ALTER TABLE `document` DROP INDEX `document_kb_id`",
                    "DROP INDEX `document_kb_id`"),
            new Damage(
                    "missing_index",
                    "breaks",
                    "file_commit_item.filecommititem_commit_id_file_id",
                    "ALTER TABLE `file_commit_item` DROP INDEX `filecommititem_commit_id_file_id`",
                    "DROP INDEX `filecommititem_commit_id_file_id`"),
            Damage.of(
                    "extra_unique_index",
                    "breaks",
                    "task.ours_unique",
                    "CREATE UNIQUE INDEX `ours_unique` ON `task` (`doc_id`, `from_page`)"),
            Damage.of(
                    "extra_required_column",
                    "breaks",
                    "llm.ours",
                    "ALTER TABLE `llm` ADD COLUMN `ours` varchar(8) NOT NULL"),
            new Damage(
                    "other_collation",
                    "slower",
                    "invitation_code.code",
                    "ALTER TABLE `invitation_code` MODIFY `code` varchar(32) COLLATE utf8mb4_bin NOT NULL",
                    "ALTER TABLE `invitation_code` ALTER `code` TYPE varchar(32) COLLATE \"C\""),
            Damage.of("extra_table", "harmless", "ours", "CREATE TABLE `ours` (`id` int NOT NULL PRIMARY KEY)"),
            Damage.of(
                    "extra_column",
                    "harmless",
                    "user_tenant.ours",
                    "ALTER TABLE `user_tenant` ADD COLUMN `ours` varchar(8) NULL"),
            Damage.of("extra_index", "harmless", "memory.ours_plain", "CREATE INDEX `ours_plain` ON `memory` (`id`)"),
            new Damage(
                    "wider_type",
                    "harmless",
                    "api_token.source",
                    "ALTER TABLE `api_token` MODIFY `source` varchar(64) NULL",
                    "ALTER TABLE `api_token` ALTER `source` TYPE varchar(64)"),
            new Damage(
                    "looser_nullability",
                    "harmless",
                    "file.name",
                    "ALTER TABLE `file` MODIFY `name` varchar(255) NULL",
                    "ALTER TABLE `file` ALTER `name` DROP NOT NULL"),
            Damage.of(
                    "other_default",
                    "harmless",
                    "tenant.name",
                    "ALTER TABLE `tenant` ALTER `name` SET DEFAULT 'somebody'"));

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void findsEveryKindOfDriftAndWritesWhatClosesIt(TestServer server, @TempDir Path folder) throws Exception {
        try (TestDatabase database = database(server)) {
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            ToolRun fresh = diff(reader, ToolSettings.NONE, OutputFormat.JSON);
            assertThat(fresh.exitCode()).as(fresh.log()).isZero();
            assertThat(fresh.out()).contains("\"differences\":[]");

            boolean postgres = server == TestServer.POSTGRES;
            for (Damage damage : DAMAGES) {
                database.execute(postgres ? damage.postgres() : damage.sql());
            }
            database.execute("INSERT INTO `ours` VALUES (1), (2)");
            if (!postgres) {
                database.execute("ALTER TABLE `tenant_langfuse` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
            }
            String before = compared(database);
            for (Damage damage : DAMAGES) {
                assertThat(before).as(damage.kind()).contains(damage.inJson());
            }
            assertThat(before.split(CLOSED_BY_MIGRATE))
                    .as("tenant_llm.id alone")
                    .hasSize(2);

            changelog(database, folder, before);
            removals(database, folder);
        }
    }

    private static void changelog(TestDatabase database, Path folder, String before) throws Exception {
        Path file = folder.resolve("drift.yaml");
        ToolRun written;
        try (WriteWatch watch = WriteWatch.on(database, database.settings().user())) {
            written = diff(database.settings(), ToolSettings.NONE.with(file, false), OutputFormat.TEXT);
            assertThat(watch.writes().stream().filter(sql -> !sql.contains("general_log")))
                    .isEmpty();
        }
        assertThat(written.exitCode()).as(written.log()).isEqualTo(6);
        assertThat(written.out()).contains("Written: " + file, " 0 of them removals", "The application is slower");
        assertThatThrownBy(() -> diff(database.settings(), ToolSettings.NONE.with(file, false), OutputFormat.TEXT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("already exists");

        StockLiquibase.run(database, file, "update");
        String closed = compared(database);
        assertThat(closed)
                .as(Files.readString(file))
                .contains("\"counts\":{\"breaks\":2,\"slower\":0,")
                .contains("\"object\":\"ours_unique\"", CLOSED_BY_MIGRATE);

        long changesets = Files.readString(file)
                .lines()
                .filter(line -> line.startsWith("- changeSet:"))
                .count();
        StockLiquibase.run(database, file, "rollback-count", "--count=" + changesets);
        assertThat(compared(database)).isEqualTo(before);
    }

    private static void removals(TestDatabase database, Path folder) throws Exception {
        Path file = folder.resolve("all.yaml");
        ToolRun written = diff(database.settings(), ToolSettings.NONE.with(file, true), OutputFormat.TEXT);
        assertThat(written.out())
                .contains(
                        "  removal: Drops table ours with 2 rows", "removal: Drops column user_tenant.ours, which has")
                .contains("removal: Drops index ours_unique", "removal: Drops index ours_plain");
        assertThat(Files.readString(file)).contains("labels: removal");

        // this program closes what is missing, and removes nothing
        ToolRun applied = ToolRun.migrate(database, Release.newest(), ToolSettings.NONE.with(file, false));
        assertThat(applied.exitCode()).as(applied.out() + applied.log()).isZero();
        String rest = compared(database);
        assertThat(rest)
                .contains("\"counts\":{\"breaks\":1,\"slower\":0,")
                .contains("\"object\":\"ours_unique\"", "\"kind\":\"extra_table\",\"table\":\"ours\"")
                .doesNotContain(CLOSED_BY_MIGRATE);
        assertThat(ToolRun.history(database, OutputFormat.CSV, ToolSettings.NONE)
                        .out())
                .contains(",all.yaml/change-collation-invitation_code-code,success,")
                .doesNotContain("all.yaml/drop-");

        StockLiquibase.run(database, file, "update", "--label-filter=removal");
        assertThat(compared(database))
                .contains("\"counts\":{\"breaks\":0,\"slower\":0,")
                .doesNotContain("\"kind\":\"extra_table", "\"kind\":\"extra_index", "\"kind\":\"extra_unique")
                .doesNotContain("\"table\":\"user_tenant\"");
    }

    private static TestDatabase database(TestServer server) {
        TestDatabase empty =
                server == TestServer.POSTGRES ? server.createDatabase() : server.createDatabase("utf8mb4_general_ci");
        return empty.loadRelease(Release.newest().tag());
    }

    private static String compared(TestDatabase database) {
        return diff(database.settings(), ToolSettings.NONE, OutputFormat.JSON).out();
    }

    private static ToolRun diff(ConnectionSettings login, ToolSettings tools, OutputFormat output) {
        return ToolRun.run(DiffRun::run, ToolRun.settings(Command.DIFF, login, Release.newest(), output, tools));
    }
}
