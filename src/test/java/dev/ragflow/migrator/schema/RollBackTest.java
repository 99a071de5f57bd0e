package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From v0.26.4 to v0.27.0, back, and forth again. */
@Tag("server")
class RollBackTest {

    private static final Release OLD = Release.V0_26_4;
    private static final Release NEW = Release.V0_27_0;

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void everythingComesBackAndGoesForthAgain(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.26.4")) {
            fixture.execute(
                    "INSERT INTO knowledgebase (id, tenant_id, name, embd_id, permission, created_by, doc_num, token_num,"
                            + " chunk_num, similarity_threshold, vector_similarity_weight, parser_id, parser_config,"
                            + " pagerank, tenant_embd_id, artifact_task_id, artifact_task_finish_at) VALUES ('k', 't',"
                            + " 'n', 'e', 'me', 'u', 0, 0, 0, 0.2, 0.3, 'naive', '{}', 0, 42, 'task',"
                            + " '2026-01-02 03:04:05')",
                    "INSERT INTO llm (fid, llm_name, model_type, max_tokens, tags, is_tools, status)"
                            + " VALUES ('f', 'a', 'speech2text', 1, '', false, '1'), ('f', 'b', 'image2text', 1, '', false, '1'),"
                            + " ('f', 'c', 'chat', 1, '', false, '1')");
            List<?> rows = rows(fixture);

            for (int round = 1; round <= 2; round++) {
                fixture.converge(NEW);
                assertThat(fixture.changesWithWork(NEW)).isEmpty();
                assertThat(fixture.query(
                                "SELECT tenant_embd_id, tenant_embd_id_backup, wiki_task_id FROM knowledgebase"))
                        .isEqualTo(List.of(java.util.Arrays.asList(null, "42", "task")));
                assertThat(fixture.query("SELECT model_type FROM llm ORDER BY llm_name"))
                        .isEqualTo(List.of(List.of("asr"), List.of("vision"), List.of("chat")));

                rollBack(fixture);
                assertThat(fixture.open(OLD)).isEmpty();
                assertThat(rows(fixture)).isEqualTo(rows);
                assertThat(NewerThanTarget.evidence(fixture.connection, fixture.read(), OLD))
                        .isEmpty();
            }
        }
    }

    private static void rollBack(SchemaFixture fixture) {
        try (Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
            SchemaFixture.changes(NEW).forEach(change -> change.rollBack(ddl));
        }
    }

    private static List<?> rows(SchemaFixture fixture) {
        return List.of(
                fixture.query(
                        "SELECT id, tenant_embd_id, artifact_task_id, artifact_task_finish_at FROM knowledgebase"),
                fixture.query("SELECT fid, llm_name, model_type FROM llm ORDER BY llm_name"));
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aHalfDoneSwapOfUpstreamIsTakenBack(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create(OLD, "tenant_model")) {
            fixture.execute(
                    "INSERT INTO tenant_model (id, provider_id, instance_id, model_type, status, extra)"
                            + " VALUES ('m', 'p', 'i', 'chat', 'active', '{}')",
                    "ALTER TABLE tenant_model RENAME TO tenant_model_backup");
            fixture.create(NEW, "tenant_model");

            HalfSwappedModels change = new HalfSwappedModels();
            assertThat(fixture.apply(change).changedAnything()).isTrue();
            assertThat(fixture.value("SELECT model_type FROM tenant_model")).isEqualTo("chat");
            assertThat(fixture.read().tables())
                    .containsKey("tenant_model_empty")
                    .doesNotContainKey("tenant_model_backup");
            assertThat(change.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aBackupBesideAFilledTableStays(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create(OLD, "tenant_model")) {
            fixture.execute(
                    "INSERT INTO tenant_model (id, provider_id, instance_id, model_type, status, extra)"
                            + " VALUES ('m', 'p', 'i', 'chat', 'active', '{}')",
                    "ALTER TABLE tenant_model RENAME TO tenant_model_backup");
            fixture.create(NEW, "tenant_model");
            fixture.execute("INSERT INTO tenant_model (id, provider_id, instance_id, model_type, status, extra)"
                    + " VALUES ('m', 'p', 'i', 1, 'active', '{}')");

            assertThat(new HalfSwappedModels().hasWork(fixture.connection, fixture.read()))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aBackupOfOurOwnStaysWhereAUserDeletedEveryModel(TestServer server) throws SQLException {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create(OLD, "tenant_model")) {
            fixture.execute(
                    "INSERT INTO tenant_model (id, provider_id, instance_id, model_type, status, extra)"
                            + " VALUES ('m', 'p', 'i', 'chat', 'active', '{}')",
                    "ALTER TABLE tenant_model RENAME TO tenant_model_backup");
            fixture.create(NEW, "tenant_model");
            HalfSwappedModels change = new HalfSwappedModels();
            assertThat(change.hasWork(fixture.connection, fixture.read())).isTrue();

            try (Database database = fixture.database.open()) {
                new Checkpoints(database, Clock.systemUTC()).begin(Checkpoints.MODEL_TABLE_EXCHANGE, 1);
            }

            assertThat(change.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }
}
