package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of every table before and after, whatever the collation, wherever the run is killed. */
@Tag("server")
class RowsSurviveTest {

    private static final Release TARGET = Release.V0_26_4;

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aRunKilledAfterEveryStepGoesOn(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.of(server, "v0.19.0")) {
            SampleRows rows = SampleRows.insertInto(fixture);

            int steps = 0;
            while (oneStep(fixture)) {
                steps++;
                assertThat(steps).as("each step leads on").isLessThan(500);
            }

            assertThat(steps).isGreaterThan(30);
            assertThat(fixture.open(TARGET)).isEmpty();
            assertThat(rows.now()).isEqualTo(rows.then());
        }
    }

    /** Does only the first step that is due, as a run does that is killed right after it. */
    private static boolean oneStep(SchemaFixture fixture) {
        LiveSchema live = fixture.read();
        for (SchemaChange change : SchemaFixture.changes(TARGET)) {
            if (!change.hasWork(fixture.connection, live)) {
                continue;
            }
            try (Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
                if (change instanceof TableConvergence convergence) {
                    ddl.run(convergence.plan(fixture.connection, live).get(0));
                } else if (change instanceof TenantLlmKey key) {
                    ddl.run(key.plan(fixture.connection, live).get(0));
                } else {
                    change.apply(ddl);
                }
            }
            return true;
        }
        return false;
    }

    static Stream<Arguments> collations() {
        Stream<Arguments> mySqlFamily = Stream.of(TestServer.MYSQL, TestServer.MARIADB)
                .flatMap(server -> Stream.of("utf8mb4_unicode_ci", "utf8mb4_general_ci")
                        .map(collation -> Arguments.of(server, collation)));
        return Stream.concat(mySqlFamily, Stream.of(Arguments.of(TestServer.POSTGRES, "C")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("collations")
    void everyCollationWorksAndIsKept(TestServer server, String collation) {
        try (SchemaFixture fixture =
                new SchemaFixture(server.createDatabase(collation).loadRelease("v0.24.0"))) {
            SampleRows rows = SampleRows.insertInto(fixture);

            fixture.converge(TARGET);

            assertThat(fixture.open(TARGET)).isEmpty();
            assertThat(fixture.changesWithWork(TARGET)).isEmpty();
            assertThat(rows.now()).isEqualTo(rows.then());
            assertThat(otherCollations(fixture)).isEmpty();
        }
    }

    private static List<SchemaDifference> otherCollations(SchemaFixture fixture) {
        return SchemaComparison.compare(ExpectedSchema.of(TARGET), fixture.read()).stream()
                .filter(difference -> difference.kind() == SchemaDifference.Kind.OTHER_COLLATION)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void tablesOfLatin1AndUtf8mb3AndCompactRowsKeepTheirs(TestServer server) {
        try (SchemaFixture fixture = new SchemaFixture(server.createDatabase("latin1_swedish_ci"))) {
            fixture.create("v0.24.0", "tenant_llm", "user", "document", "task", "tenant", "user_canvas");
            fixture.execute("ALTER TABLE tenant CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci");
            for (String table : Arrays.asList("user_canvas", "document")) {
                // born on a server of old, where no column of an index took more than 767 bytes
                fixture.execute("ALTER TABLE " + table + " CONVERT TO CHARACTER SET latin1");
                fixture.execute("ALTER TABLE " + table + " ROW_FORMAT=COMPACT");
            }
            fixture.execute(
                    "ALTER TABLE user_canvas DROP INDEX usercanvas_user_id",
                    "ALTER TABLE user_canvas CONVERT TO CHARACTER SET utf8mb3");

            fixture.converge(TARGET);

            assertThat(fixture.open(TARGET)).isEmpty();
            assertThat(fixture.changesWithWork(TARGET)).isEmpty();
            assertThat(charset(fixture, "tenant", "ocr_id")).startsWith("utf8");
            assertThat(charset(fixture, "document", "content_hash")).isEqualTo("latin1");
            assertThat(charset(fixture, "chat_channel", "name")).isEqualTo("utf8mb4");
        }
    }

    private static String charset(SchemaFixture fixture, String table, String column) {
        Column.Text text = fixture.table(table).existingColumn(column).text();
        return text == null ? "" : text.charset();
    }
}
