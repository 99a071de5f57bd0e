package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ColumnWidthTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void widensInBigStepsAndNeverBack(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant", "tenant_model_instance")) {
            assertThat(ensure(fixture, "tenant", "llm_id", 128)).isFalse();
            assertThat(ensure(fixture, "tenant", "llm_id", 129)).isTrue();
            assertThat(type(fixture, "tenant", "llm_id")).isEqualTo(ColumnType.varchar(512));
            assertThat(ensure(fixture, "tenant", "llm_id", 512)).isFalse();
            assertThat(ensure(fixture, "tenant", "llm_id", 100)).isFalse();

            assertThat(ensure(fixture, "tenant_model_instance", "api_key", 513)).isTrue();
            assertThat(type(fixture, "tenant_model_instance", "api_key").isUnboundedText())
                    .isTrue();
            assertThat(ensure(fixture, "tenant_model_instance", "api_key", 10_000))
                    .isFalse();
            assertThat(ensure(fixture, "tenant_model_instance", "api_key", 20_000))
                    .isEqualTo(server != TestServer.POSTGRES);
            assertThat(type(fixture, "tenant_model_instance", "api_key").kind()).isEqualTo(ColumnType.Kind.LONGTEXT);
            assertThat(open(fixture)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void anIndexedColumnCanBecomeText(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant")) {
            assertThat(ensure(fixture, "tenant", "llm_id", 2000)).isTrue();

            assertThat(fixture.table("tenant").index("tenant_llm_id")).isPresent();
            assertThat(open(fixture)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void shortKeysOfCompactRowsAreOvercome(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant")) {
            fixture.execute(
                    "ALTER TABLE tenant DROP INDEX tenant_public_key, DROP INDEX tenant_parser_ids, DROP INDEX"
                            + " tenant_ocr_id, DROP INDEX tenant_tts_id, ROW_FORMAT=COMPACT",
                    "CREATE INDEX tenant_public_key ON tenant (public_key(100))");

            assertThat(ensure(fixture, "tenant", "llm_id", 400)).isTrue();

            assertThat(type(fixture, "tenant", "llm_id")).isEqualTo(ColumnType.varchar(512));
            fixture.apply(new TableConvergence(Release.V0_26_4, "tenant"));
            assertThat(open(fixture)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void whatTheColumnHadStays(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant")) {
            fixture.execute(
                    "ALTER TABLE tenant MODIFY llm_id varchar(128) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL"
                            + " DEFAULT 'it''s, \\\\ NOT NULL' COMMENT 'a, `b` NOT NULL ''c'''");
            String before = fixture.value("SELECT CONCAT_WS('|', collation_name, is_nullable, column_comment) FROM"
                    + " information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'tenant'"
                    + " AND column_name = 'llm_id'");

            ensure(fixture, "tenant", "llm_id", 200);
            ensure(fixture, "tenant", "llm_id", 2000);

            assertThat(fixture.value("SELECT CONCAT_WS('|', collation_name, is_nullable, column_comment) FROM"
                            + " information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'tenant'"
                            + " AND column_name = 'llm_id'"))
                    .isEqualTo(before);
            fixture.execute("INSERT INTO tenant (id, embd_id, asr_id, img2txt_id, rerank_id, parser_ids, credit)"
                    + " VALUES ('t', '', '', '', '', '', 0)");
            assertThat(fixture.query("SELECT llm_id FROM tenant")).isEqualTo(List.of(List.of("it's, \\ NOT NULL")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"POSTGRES"})
    void theCollationOfAPostgresColumnStays(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant")) {
            fixture.execute("ALTER TABLE tenant ALTER COLUMN llm_id TYPE varchar(128) COLLATE \"C\"");

            ensure(fixture, "tenant", "llm_id", 200);

            Column.Text text = Objects.requireNonNull(
                    fixture.table("tenant").existingColumn("llm_id").text());
            assertThat(text.collation()).isEqualTo("pg_catalog.\"C\"");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void anUnknownColumnIsAnError(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "tenant")) {
            assertThatThrownBy(() -> ensure(fixture, "tenant", "nope", 1))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("tenant.nope");
            assertThatThrownBy(() -> ensure(fixture, "tenant", "credit", 1)).isInstanceOf(MigrationException.class);
        }
    }

    private static boolean ensure(SchemaFixture fixture, String table, String column, int characters) {
        return ColumnWidth.ensure(fixture.connection, fixture.dialect, table, column, characters);
    }

    private static ColumnType type(SchemaFixture fixture, String table, String column) {
        return fixture.table(table).existingColumn(column).type();
    }

    private static List<SchemaDifference> open(SchemaFixture fixture) {
        return fixture.open(Release.V0_26_4).stream()
                .filter(difference -> difference.kind() != SchemaDifference.Kind.MISSING_TABLE)
                .toList();
    }
}
