package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class NewerThanTargetTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aFreshV027IsNewer(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.27.0")) {
            assertThat(evidence(fixture, Release.V0_26_4)).isNotEmpty();
            assertThat(evidence(fixture, Release.V0_25_6)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aFreshV026WithoutModelsIsNotNewerThanV025(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.26.4")) {
            assertThat(evidence(fixture, Release.V0_26_4)).isEmpty();
            assertThat(evidence(fixture, Release.V0_25_6)).isEmpty();

            instance(fixture, "a", "1");
            assertThat(evidence(fixture, Release.V0_25_6))
                    .as("rows of v0.25's own script")
                    .isEmpty();

            instance(fixture, "b", "active");
            assertThat(evidence(fixture, Release.V0_25_6)).hasSize(1);
            assertThat(evidence(fixture, Release.V0_26_4)).isEmpty();
        }
    }

    private static void instance(SchemaFixture fixture, String id, String status) {
        fixture.execute("INSERT INTO tenant_model_instance (id, instance_name, provider_id, api_key, status, extra)"
                + " VALUES ('" + id + "', 'n', 'p', '', '" + status + "', '{}')");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void theMarkerDecides(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "system_settings")) {
            fixture.execute("INSERT INTO system_settings (name, source, data_type, value)"
                    + " VALUES ('mysql_migration.database.version', 'migration', 'string', 'v0.26.1')");
            assertThat(evidence(fixture, Release.V0_26_4)).isEmpty();
            assertThat(evidence(fixture, Release.V0_25_6))
                    .singleElement()
                    .asString()
                    .contains("v0.26.1");

            for (String version : List.of("v0.27.0", "v1.0.0-rc1.dev1", "v0.27.0.dev3", "what?")) {
                fixture.execute("UPDATE system_settings SET value = '" + version + "'");
                assertThat(evidence(fixture, Release.V0_26_4)).as(version).hasSize(1);
            }
            fixture.execute("UPDATE system_settings SET value = ''");
            assertThat(evidence(fixture, Release.V0_25_6)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void numberedModelTypesCountOnlyWithRows(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant_model")) {
            fixture.execute(
                    "ALTER TABLE tenant_model DROP COLUMN model_type",
                    "ALTER TABLE tenant_model ADD COLUMN model_type int NOT NULL");
            assertThat(evidence(fixture, Release.V0_26_4)).isEmpty();

            fixture.execute("INSERT INTO tenant_model (id, provider_id, instance_id, model_type, status, extra)"
                    + " VALUES ('m', 'p', 'i', 1, 'active', '{}')");
            assertThat(evidence(fixture, Release.V0_26_4)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void wikiColumnsCountOnlyWhenUsed(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "knowledgebase")) {
            fixture.execute("ALTER TABLE knowledgebase ADD COLUMN wiki_task_id varchar(32) NULL");
            fixture.execute("INSERT INTO knowledgebase (id, tenant_id, name, embd_id, permission, created_by, doc_num,"
                    + " token_num, chunk_num, similarity_threshold, vector_similarity_weight, parser_id, parser_config,"
                    + " pagerank) VALUES ('k', 't', 'n', 'e', 'me', 'u', 0, 0, 0, 0.2, 0.3, 'naive', '{}', 0)");
            assertThat(evidence(fixture, Release.V0_26_4)).isEmpty();

            fixture.execute("UPDATE knowledgebase SET wiki_task_id = 'task'");
            assertThat(evidence(fixture, Release.V0_26_4)).hasSize(1);
        }
    }

    private static List<String> evidence(SchemaFixture fixture, Release target) {
        return NewerThanTarget.evidence(fixture.connection, fixture.read(), target);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void refusesWhatRagflowV1HasMarked(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.27.0")) {
            assertThat(NewerThanTarget.refusal(fixture.connection, fixture.read()))
                    .isEmpty();
            fixture.execute("INSERT INTO system_settings (name, source, data_type, value)"
                    + " VALUES ('mysql_migration.database.version', 'migration', 'string', 'v0.27.0')");
            assertThat(NewerThanTarget.refusal(fixture.connection, fixture.read()))
                    .isEmpty();
            for (String version : List.of("v1.0.0.dev1", "v1.0.0-rc1", "v1.0.0", "v1.2.3")) {
                fixture.execute("UPDATE system_settings SET value = '" + version + "'");
                assertThat(NewerThanTarget.refusal(fixture.connection, fixture.read()))
                        .hasValueSatisfying(reason -> assertThat(reason).contains(version));
            }
        }
    }
}
