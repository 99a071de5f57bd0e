package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The key of tenant_llm, from the old shape and from every half-done one. */
@Tag("server")
class TenantLlmKeyTest {

    private static final TenantLlmKey CHANGE = new TenantLlmKey();
    private static final String SECRET = "sk-never-show-this-key";

    /** Shapes an interrupted upgrade leaves, and whether the ids then follow the order of the old key. */
    private static final Map<String, BiConsumer<SchemaFixture, TestServer>> SHAPES = new TreeMap<>(Map.of(
            "as in v0.24",
            (fixture, server) -> {},
            "primary key dropped, no id",
            TenantLlmKeyTest::dropPrimaryKey,
            "temp_id without numbers",
            (fixture, server) -> fixture.execute("ALTER TABLE tenant_llm ADD COLUMN temp_id int NULL"),
            "temp_id numbered, primary key there",
            (fixture, server) -> number(fixture, "temp_id"),
            "temp_id numbered, primary key dropped",
            (fixture, server) -> {
                number(fixture, "temp_id");
                dropPrimaryKey(fixture, server);
            },
            "temp_id is the primary key",
            (fixture, server) -> {
                number(fixture, "temp_id");
                dropPrimaryKey(fixture, server);
                fixture.execute(
                        server == TestServer.POSTGRES
                                ? "ALTER TABLE tenant_llm ALTER COLUMN temp_id SET NOT NULL, ADD PRIMARY KEY (temp_id)"
                                : "ALTER TABLE tenant_llm MODIFY temp_id int NOT NULL AUTO_INCREMENT PRIMARY KEY");
            },
            "id without numbers",
            (fixture, server) -> fixture.execute("ALTER TABLE tenant_llm ADD COLUMN id int NULL"),
            "id numbered, not the key",
            (fixture, server) -> number(fixture, "id"),
            "id is the key, no unique index, llm_name required",
            (fixture, server) -> {
                number(fixture, "id");
                dropPrimaryKey(fixture, server);
                fixture.execute(
                        server == TestServer.POSTGRES
                                ? "ALTER TABLE tenant_llm ALTER COLUMN id SET NOT NULL, ADD PRIMARY KEY (id)"
                                : "ALTER TABLE tenant_llm MODIFY id int NOT NULL AUTO_INCREMENT PRIMARY KEY");
            },
            "unique index under the other name",
            (fixture, server) -> fixture.execute(
                    "CREATE UNIQUE INDEX uk_tenant_llm ON tenant_llm (tenant_id, llm_factory, llm_name)")));

    static Stream<Arguments> shapes() {
        return Arrays.stream(TestServer.values())
                .flatMap(server -> SHAPES.keySet().stream().map(shape -> Arguments.of(server, shape)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("shapes")
    void finishesEveryShapeAndKeepsTheRows(TestServer server, String shape) {
        try (SchemaFixture fixture = legacy(server)) {
            java.util.Objects.requireNonNull(SHAPES.get(shape)).accept(fixture, server);
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isTrue();

            fixture.apply(CHANGE);

            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(SchemaComparison.compare(
                            ExpectedSchema.of(Release.V0_26_4)
                                    .table("tenant_llm")
                                    .orElseThrow(),
                            fixture.read()))
                    .filteredOn(TenantLlmKey::owns)
                    .isEmpty();
            assertThat(fixture.query("SELECT tenant_id, llm_factory, llm_name, api_key FROM tenant_llm ORDER BY id"))
                    .isEqualTo(List.of(
                            List.of("t1", "A", "x", SECRET),
                            List.of("t1", "B", "a", SECRET),
                            List.of("t2", "A", "b", SECRET),
                            List.of("t2", "A", "c", SECRET)));
            assertThat(uniqueIndexes(fixture)).hasSize(1);

            // numbered on by the server, and no name needed
            fixture.execute("INSERT INTO tenant_llm (tenant_id, llm_factory, llm_name, max_tokens, used_tokens, status)"
                    + " VALUES ('t0', 'A', NULL, 1, 0, '1')");
            assertThat(fixture.value("SELECT tenant_id FROM tenant_llm WHERE id = (SELECT MAX(id) FROM tenant_llm)"))
                    .isEqualTo("t0");
        }
    }

    private static List<Index> uniqueIndexes(SchemaFixture fixture) {
        return fixture.table("tenant_llm").indexes().stream()
                .filter(index -> index.kind() == Index.Kind.UNIQUE)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void existingIdsStayAndOnlyTheRestIsNumbered(TestServer server) {
        try (SchemaFixture fixture = legacy(server)) {
            fixture.execute(
                    "ALTER TABLE tenant_llm ADD COLUMN id int NULL",
                    "UPDATE tenant_llm SET id = 40 WHERE llm_name = 'c'");

            fixture.apply(CHANGE);

            assertThat(fixture.query("SELECT id, llm_name FROM tenant_llm ORDER BY id"))
                    .isEqualTo(List.of(List.of("40", "c"), List.of("41", "x"), List.of("42", "a"), List.of("43", "b")));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void equalRowsAreReportedWithoutTheirKeysAndKept(TestServer server) {
        try (SchemaFixture fixture = legacy(server)) {
            dropPrimaryKey(fixture, server);
            fixture.execute("INSERT INTO tenant_llm SELECT * FROM tenant_llm WHERE llm_name = 'x'");

            assertThatThrownBy(() -> fixture.apply(CHANGE))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("1 combination(s)")
                    .hasMessageContaining("t1, A, x (2 times)")
                    .hasMessageNotContaining(SECRET);
            assertThat(fixture.value("SELECT COUNT(*) FROM tenant_llm")).isEqualTo("5");
            assertThat(fixture.table("tenant_llm").hasColumn("id")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aRowWithoutANameIsNoObstacle(TestServer server) {
        try (SchemaFixture fixture = legacy(server)) {
            dropPrimaryKey(fixture, server);
            fixture.execute(
                    server == TestServer.POSTGRES
                            ? "ALTER TABLE tenant_llm ALTER COLUMN llm_name DROP NOT NULL"
                            : "ALTER TABLE tenant_llm MODIFY llm_name varchar(128) NULL",
                    "UPDATE tenant_llm SET llm_name = NULL WHERE llm_name = 'c'");

            fixture.apply(CHANGE);

            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(fixture.value("SELECT COUNT(DISTINCT id) FROM tenant_llm"))
                    .isEqualTo("4");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL"})
    void theTableIsNeverWithoutAPrimaryKey(TestServer server) {
        try (SchemaFixture fixture = legacy(server)) {
            // 8.0.13 and later
            fixture.query("SET SESSION sql_require_primary_key = ON");
            assertThat(CHANGE.plan(fixture.connection, fixture.read())).hasSize(1);

            fixture.apply(CHANGE);

            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }

    private static SchemaFixture legacy(TestServer server) {
        return SchemaFixture.empty(server)
                .create("v0.24.0", "tenant_llm")
                .execute("INSERT INTO tenant_llm"
                        + " (tenant_id, llm_factory, llm_name, api_key, max_tokens, used_tokens, status) VALUES"
                        + " ('t2', 'A', 'c', '" + SECRET + "', 1, 0, '1'), ('t1', 'B', 'a', '" + SECRET
                        + "', 1, 0, '1'), ('t2', 'A', 'b', '" + SECRET + "', 1, 0, '1'), ('t1', 'A', 'x', '" + SECRET
                        + "', 1, 0, '1')");
    }

    private static void dropPrimaryKey(SchemaFixture fixture, TestServer server) {
        fixture.execute(
                server == TestServer.POSTGRES
                        ? "ALTER TABLE tenant_llm DROP CONSTRAINT tenant_llm_pkey"
                        : "ALTER TABLE tenant_llm DROP PRIMARY KEY");
    }

    private static void number(SchemaFixture fixture, String column) {
        fixture.execute(
                "ALTER TABLE tenant_llm ADD COLUMN " + column + " int NULL",
                "UPDATE tenant_llm SET " + column + " = CASE llm_name WHEN 'x' THEN 1 WHEN 'a' THEN 2 WHEN 'b' THEN 3"
                        + " ELSE 4 END");
    }
}
