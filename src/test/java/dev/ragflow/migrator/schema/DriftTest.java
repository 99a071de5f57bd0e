package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The drift that upgraded databases carry. */
@Tag("server")
class DriftTest {

    private static final Release TARGET = Release.V0_26_4;

    /** What the start-up of v0.27 leaves of a v0.24 database. */
    private static final String[] STARTED_BY_V027 = {
        "ALTER TABLE `tenant` ADD COLUMN `ocr_id` varchar(128) NULL",
        "CREATE INDEX `tenant_ocr_id` ON `tenant` (`ocr_id`)",
        "ALTER TABLE `document` ADD COLUMN `meta_fields` text NULL",
        "ALTER TABLE `user_canvas` ADD COLUMN `release` boolean DEFAULT false NOT NULL",
        "CREATE INDEX `user_canvas_release` ON `user_canvas` (`release`)",
        "ALTER TABLE `sync_logs` ADD COLUMN `task_type` varchar(32) DEFAULT 'sync' NOT NULL",
        "CREATE INDEX `sync_logs_task_type` ON `sync_logs` (`task_type`)",
        "ALTER TABLE `knowledgebase` ADD COLUMN `wiki_task_id` varchar(32) NULL",
        "CREATE TABLE `tenant_model` (`id` varchar(32) NOT NULL PRIMARY KEY, `create_time` bigint, `create_date` %s,"
                + " `update_time` bigint, `update_date` %s, `model_name` varchar(128), `provider_id` varchar(32) NOT NULL,"
                + " `instance_id` varchar(32) NOT NULL, `model_type` int NOT NULL,"
                + " `status` varchar(32) DEFAULT 'active', `extra` varchar(1024) DEFAULT '{}')",
        "CREATE INDEX `tenantmodel_model_type` ON `tenant_model` (`model_type`)",
        "CREATE TABLE `tenant_llm_backup` (`id` varchar(32))",
    };

    private static String[] startedByV027(TestServer server) {
        String dateTime = server == TestServer.POSTGRES ? "timestamp" : "datetime";
        return java.util.Arrays.stream(STARTED_BY_V027)
                .map(sql -> sql.replace("%s", dateTime))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aRunOfNewerCodeIsConvergedAndItsExtrasStay(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.24.0").execute(startedByV027(server))) {
            assertThat(NewerThanTarget.evidence(fixture.connection, fixture.read(), TARGET))
                    .isEmpty();

            fixture.converge(TARGET);

            assertThat(fixture.open(TARGET)).isEmpty();
            assertThat(fixture.changesWithWork(TARGET)).isEmpty();
            LiveSchema live = fixture.read();
            assertThat(live.tables()).containsKey("tenant_llm_backup");
            assertThat(live.hasColumn("document", "meta_fields")).isTrue();
            assertThat(live.hasColumn("knowledgebase", "wiki_task_id")).isTrue();
            assertThat(column(fixture, "tenant_model", "model_type").type()).isEqualTo(ColumnType.varchar(32));
            assertThat(column(fixture, "tenant", "ocr_id").type()).isEqualTo(ColumnType.varchar(256));
            assertThat(fixture.table("user_canvas").index("usercanvas_release"))
                    .as("the same index under the other naming scheme is not built twice")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aColumnThatIsWiderOrLooserIsLeftAlone(TestServer server) {
        try (SchemaFixture fixture = tables(server, "tenant_model_instance", "dialog")) {
            fixture.execute(retype(server, "tenant_model_instance", "api_key", "text"));
            fixture.execute(retype(server, "dialog", "llm_id", "varchar(512)"));

            assertThat(fixture.open(TARGET))
                    .noneMatch(difference -> difference.table().equals("dialog")
                            || difference.table().equals("tenant_model_instance"));
            assertThat(new TableConvergence(TARGET, "dialog").hasWork(fixture.read()))
                    .isFalse();
            assertThat(differences(fixture, "dialog")).anyMatch(text -> text.contains("wider than varchar(128)"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void datesKeptAsTextBecomeDates(TestServer server) {
        try (SchemaFixture fixture = tables(server, "knowledgebase")) {
            toText(fixture, server, "knowledgebase", "graphrag_task_finish_at");
            insertKnowledgebase(fixture, "a", "'2025-03-01 10:11:12'");
            insertKnowledgebase(fixture, "b", "'2025-03-01T10:11:12.123456'");
            insertKnowledgebase(fixture, "c", "''");
            insertKnowledgebase(fixture, "d", "NULL");

            fixture.apply(new TableConvergence(TARGET, "knowledgebase"));

            assertThat(column(fixture, "knowledgebase", "graphrag_task_finish_at")
                            .type()
                            .kind())
                    .isEqualTo(ColumnType.Kind.DATETIME);
            List<String> values =
                    fixture.query("SELECT graphrag_task_finish_at FROM knowledgebase ORDER BY id").stream()
                            .map(row -> Objects.requireNonNullElse(row.get(0), "null"))
                            .toList();
            assertThat(values.get(0)).startsWith("2025-03-01 10:11:12");
            assertThat(values.get(1)).isEqualTo("2025-03-01 10:11:12.123456");
            assertThat(values.subList(2, 4)).containsExactly("null", "null");
            assertThat(new TableConvergence(TARGET, "knowledgebase").hasWork(fixture.read()))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aTextThatIsNoDateStopsTheChangeAndStays(TestServer server) {
        for (String text : List.of("yesterday", "2025-02-30 10:00:00", "2025-02-03 10:00:00+08:00")) {
            try (SchemaFixture fixture = tables(server, "knowledgebase")) {
                toText(fixture, server, "knowledgebase", "raptor_task_finish_at");
                insertKnowledgebase(fixture, "good", "NULL");
                insertKnowledgebase(fixture, "bad", "NULL");
                fixture.execute("UPDATE `knowledgebase` SET `raptor_task_finish_at` = '" + text + "' WHERE id = 'bad'");

                assertThatThrownBy(() -> fixture.apply(new TableConvergence(TARGET, "knowledgebase")))
                        .isInstanceOf(MigrationException.class)
                        .hasMessageContaining("knowledgebase.raptor_task_finish_at")
                        .hasMessageContaining("id bad")
                        .hasMessageNotContaining(text);
                assertThat(fixture.value("SELECT raptor_task_finish_at FROM knowledgebase WHERE id = 'bad'"))
                        .isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aStatusKeptAsTextBecomesANumber(TestServer server) {
        try (SchemaFixture fixture = tables(server, "chat_channel")) {
            fixture.execute(
                    "ALTER TABLE `chat_channel` DROP COLUMN `status`",
                    "ALTER TABLE `chat_channel` ADD COLUMN `status` varchar(1) DEFAULT '1' NOT NULL",
                    "INSERT INTO chat_channel (id, tenant_id, name, channel, config, status)"
                            + " VALUES ('a', 't', 'n', 'c', '{}', '0')");

            fixture.apply(new TableConvergence(TARGET, "chat_channel"));
            fixture.execute(
                    "INSERT INTO chat_channel (id, tenant_id, name, channel, config) VALUES ('b', 't', 'n', 'c', '{}')");

            assertThat(fixture.query("SELECT status FROM chat_channel ORDER BY id"))
                    .isEqualTo(List.of(List.of("0"), List.of("1")));
            assertThat(new TableConvergence(TARGET, "chat_channel").hasWork(fixture.read()))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void anUnusedColumnOfANewerTypeTakesTheTargetsType(TestServer server) {
        try (SchemaFixture fixture = tables(server, "memory")) {
            fixture.execute(
                    "ALTER TABLE `memory` DROP COLUMN `tenant_llm_id`",
                    "ALTER TABLE `memory` ADD COLUMN `tenant_llm_id` varchar(32) NULL");
            assertThat(NewerThanTarget.evidence(fixture.connection, fixture.read(), TARGET))
                    .isEmpty();

            fixture.apply(new TableConvergence(TARGET, "memory"));

            assertThat(column(fixture, "memory", "tenant_llm_id").type().kind()).isEqualTo(ColumnType.Kind.INT);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aNameThatSomethingElseHasIsNotTaken(TestServer server) {
        try (SchemaFixture fixture = tables(server, "task")) {
            dropIndex(fixture, server, "task", "task_progress");
            fixture.execute("CREATE INDEX `task_progress` ON `task` (`doc_id`, `progress`)");

            fixture.apply(new TableConvergence(TARGET, "task"));

            assertThat(fixture.table("task").index("task_progress")).isPresent();
            assertThat(fixture.table("task").index("task_progress_2"))
                    .get()
                    .satisfies(index -> assertThat(index.columns()).containsExactly("progress"));
            assertThat(new TableConvergence(TARGET, "task").hasWork(fixture.read()))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void oldPodsCanInsertWithoutKnowingTheNewColumns(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.19.0")) {
            TableConvergence.allOf(TARGET).forEach(fixture::apply);

            fixture.execute(
                    "INSERT INTO user_canvas (id, user_id, permission) VALUES ('c', 'u', 'me')",
                    "INSERT INTO llm_factories (name, tags) VALUES ('f', 't')",
                    "INSERT INTO tenant_llm (tenant_id, llm_factory, llm_name, max_tokens, used_tokens)"
                            + " VALUES ('t', 'f', 'm', 1, 0)",
                    "INSERT INTO document (id, kb_id, parser_id, parser_config, source_type, type, created_by, size,"
                            + " token_num, chunk_num, progress, process_duation)"
                            + " VALUES ('d', 'k', 'p', '{}', 'l', 't', 'u', 0, 0, 0, 0, 0)");

            assertThat(fixture.query("SELECT canvas_category, tags FROM user_canvas"))
                    .isEqualTo(List.of(List.of("agent_canvas", "")));
            assertThat(fixture.value("SELECT status FROM tenant_llm")).isEqualTo("1");
            assertThat(fixture.value("SELECT suffix FROM document")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void rowsThatBreakAUniqueIndexAreReportedAndKept(TestServer server) {
        try (SchemaFixture fixture = tables(server, "tenant_model_provider")) {
            dropIndex(fixture, server, "tenant_model_provider", "tenantmodelprovider_tenant_id_provider_name");
            fixture.execute("INSERT INTO tenant_model_provider (id, tenant_id, provider_name)"
                    + " VALUES ('one', 't', 'OpenAI'), ('two', 't', 'OpenAI')");

            assertThatThrownBy(() -> fixture.apply(new TableConvergence(TARGET, "tenant_model_provider")))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("unique (tenant_id, provider_name)")
                    .hasMessageContaining("id one");
            assertThat(fixture.value("SELECT COUNT(*) FROM tenant_model_provider"))
                    .isEqualTo("2");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void extrasAreReported(TestServer server) {
        try (SchemaFixture fixture = tables(server, "task")) {
            fixture.execute(
                    "ALTER TABLE `task` ADD COLUMN `mine` varchar(5) NOT NULL",
                    "CREATE UNIQUE INDEX `task_mine` ON `task` (`mine`)",
                    "CREATE TABLE `other` (`id` int)");

            List<SchemaDifference> differences = SchemaComparison.compare(ExpectedSchema.of(TARGET), fixture.read());

            assertThat(differences)
                    .extracting(SchemaDifference::kind)
                    .contains(
                            SchemaDifference.Kind.EXTRA_REQUIRED_COLUMN,
                            SchemaDifference.Kind.EXTRA_UNIQUE_INDEX,
                            SchemaDifference.Kind.EXTRA_TABLE);
            assertThat(differences)
                    .filteredOn(difference -> difference.table().equals("task"))
                    .noneMatch(SchemaDifference::isOpen);
        }
    }

    @Test
    void anIndexLeftInvalidByAConcurrentBuildIsBuiltAgain() {
        try (SchemaFixture fixture = tables(TestServer.POSTGRES, "task")) {
            fixture.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'task_doc_id'::regclass");

            fixture.apply(new TableConvergence(TARGET, "task"));

            assertThat(new TableConvergence(TARGET, "task").hasWork(fixture.read()))
                    .isFalse();
            assertThat(fixture.table("task").index("task_doc_id")).get().matches(Index::valid);
        }
    }

    static SchemaFixture tables(TestServer server, String... tables) {
        return SchemaFixture.empty(server).create(TARGET, tables);
    }

    private static Column column(SchemaFixture fixture, String table, String column) {
        return fixture.table(table).existingColumn(column);
    }

    private static List<String> differences(SchemaFixture fixture, String table) {
        return SchemaComparison.compare(ExpectedSchema.of(TARGET), fixture.read()).stream()
                .filter(difference -> difference.table().equals(table))
                .map(SchemaDifference::sentence)
                .toList();
    }

    private static String retype(TestServer server, String table, String column, String type) {
        return server == TestServer.POSTGRES
                ? "ALTER TABLE `" + table + "` ALTER COLUMN `" + column + "` TYPE " + type
                : "ALTER TABLE `" + table + "` MODIFY COLUMN `" + column + "` " + type + " NOT NULL";
    }

    private static void toText(SchemaFixture fixture, TestServer server, String table, String column) {
        fixture.execute(
                "ALTER TABLE `" + table + "` DROP COLUMN `" + column + "`",
                "ALTER TABLE `" + table + "` ADD COLUMN `" + column + "` varchar(64)"
                        + (server == TestServer.POSTGRES ? "" : " COMMENT 'It''s NOT NULL'"));
    }

    private static void insertKnowledgebase(SchemaFixture fixture, String id, String finishedAt) {
        String column = fixture.table("knowledgebase")
                        .existingColumn("graphrag_task_finish_at")
                        .type()
                        .isText()
                ? "graphrag_task_finish_at"
                : "raptor_task_finish_at";
        fixture.execute("INSERT INTO knowledgebase (id, tenant_id, name, embd_id, permission, created_by, doc_num,"
                + " token_num, chunk_num, similarity_threshold, vector_similarity_weight, parser_id, parser_config,"
                + " pagerank, " + column + ") VALUES ('" + id
                + "', 't', 'n', 'e', 'me', 'u', 0, 0, 0, 0.2, 0.3, 'naive', '{}', 0, " + finishedAt + ")");
    }

    static void dropIndex(SchemaFixture fixture, TestServer server, String table, String index) {
        fixture.execute("DROP INDEX `" + index + "`" + (server == TestServer.POSTGRES ? "" : " ON `" + table + "`"));
    }
}
