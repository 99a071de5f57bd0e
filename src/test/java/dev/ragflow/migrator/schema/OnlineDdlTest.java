package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.VendorError;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Schema statements beside the application")
@Tag("server")
class OnlineDdlTest {

    private static final DdlRules NO_REBUILD = limit(0);

    private static DdlRules limit(long rows) {
        return new DdlRules(LockWait.DEFAULT, new RebuildLimit(rows, false), () -> {}, reason -> {});
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void rebuildNothingForColumnsAndIndexes(TestServer server) throws SQLException {
        try (SchemaFixture fixture = SchemaFixture.empty(server)
                        .execute(
                                "CREATE TABLE t (id int PRIMARY KEY, a varchar(100) NOT NULL)",
                                "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
                                "ANALYZE TABLE t");
                Ddl ddl = Ddl.open(fixture.connection, fixture.dialect, NO_REBUILD)) {
            ddl.run(PlannedStatement.of("t", "ALTER TABLE t ADD COLUMN b varchar(32) NULL", "add column b"));
            ddl.run(PlannedStatement.of("t", "ALTER TABLE t ADD INDEX i (b)", "add an index"));
            ddl.run(PlannedStatement.of("t", "ALTER TABLE t MODIFY COLUMN a varchar(200) NULL", "widen and loosen a"));
            ddl.run(PlannedStatement.of("t", "ALTER TABLE t RENAME COLUMN b TO c", "rename b"));

            PlannedStatement retype =
                    PlannedStatement.of("t", "ALTER TABLE t MODIFY COLUMN id bigint NOT NULL", "change id");
            assertThatThrownBy(() -> ddl.run(retype))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("would rebuild about 2 rows")
                    .hasMessageContaining("It was not started")
                    .hasMessageContaining("--allow-rebuild");
            assertThat(fixture.table("t").existingColumn("id").type().kind()).isEqualTo(ColumnType.Kind.INT);
            assertThat(fixture.table("t").hasColumn("c")).isTrue();
            try (Ddl larger = Ddl.open(fixture.connection, fixture.dialect, limit(10))) {
                larger.run(retype);
            }
            assertThat(fixture.table("t").existingColumn("id").type().kind()).isEqualTo(ColumnType.Kind.BIGINT);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void copyATableWithoutTheIndexesThatTheNextStatementOrRunBuilds(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server)
                .create("v0.24.0", "document")
                .execute(
                        "CREATE INDEX ours ON document (name, size)",
                        "INSERT INTO document (id, kb_id, parser_id, parser_config, source_type, type, created_by, size,"
                                + " token_num, chunk_num, progress, process_duration, suffix) VALUES "
                                + IntStream.rangeClosed(1, 600)
                                        .mapToObj(n ->
                                                "('" + n + "', '', '', '{}', '', '', '', " + n + ", 0, 0, 0, 0, '')")
                                        .collect(Collectors.joining(", ")),
                        "ANALYZE TABLE document")) {
            TableConvergence convergence = new TableConvergence(Release.V0_27_0, "document");
            List<PlannedStatement> steps = convergence.plan(fixture.connection, fixture.read());
            assertThat(steps).hasSize(2);
            assertThat(convergence.rebuilds(fixture.connection, fixture.read(), Set.of("document")))
                    .as("as an operator would run it")
                    .singleElement()
                    .satisfies(step -> assertThat(step.sql().get(0)).doesNotContain("DROP INDEX"));

            try (Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
                ddl.run(steps.get(0));
            }
            assertThat(fixture.table("document").indexes())
                    .extracting(Index::name)
                    .as("killed behind the copy")
                    .containsExactlyInAnyOrder("PRIMARY", "ours");
            assertThat(convergence.hasWork(fixture.read())).isTrue();
            fixture.apply(convergence);

            assertThat(convergence.hasWork(fixture.read())).isFalse();
            assertThat(fixture.table("document")
                            .index("document_size")
                            .orElseThrow()
                            .columns())
                    .containsExactly("size");
            assertThat(fixture.value("SELECT COUNT(*) FROM document")).isEqualTo("600");

            fixture.execute(
                    "CREATE TABLE theirs (kb varchar(256), FOREIGN KEY (kb) REFERENCES document (kb_id))",
                    "ALTER TABLE document MODIFY COLUMN token_num smallint NOT NULL");
            assertThat(convergence
                            .plan(fixture.connection, fixture.read())
                            .get(0)
                            .sql()
                            .get(0))
                    .contains("token_num")
                    .doesNotContain("DROP INDEX");
        }
    }

    /**
     * By ids and by its progress the application looks documents up while the other indexes of a large table are built. MariaDB,
     * which runs the same statements, does not read statistics again that were written by hand.
     */
    @Test
    void copyALargeTableWithWhatItsRowsAreLookedUpBy() {
        try (SchemaFixture fixture = SchemaFixture.empty(TestServer.MYSQL)
                .create("v0.24.0", "document")
                .execute(
                        "UPDATE mysql.innodb_table_stats SET n_rows = 1000000 WHERE database_name = DATABASE() AND"
                                + " table_name = 'document'",
                        "FLUSH TABLES document")) {
            TableConvergence convergence = new TableConvergence(Release.V0_27_0, "document");
            List<PlannedStatement> steps = convergence.plan(fixture.connection, fixture.read());
            assertThat(steps).hasSize(2);

            try (Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
                ddl.run(steps.get(0));
            }
            assertThat(fixture.table("document").indexes().stream().flatMap(index -> index.columns().stream()))
                    .as("killed behind the copy")
                    .containsExactlyInAnyOrder("id", "kb_id", "parser_id", "pipeline_id", "progress");
            fixture.apply(convergence);

            assertThat(convergence.hasWork(fixture.read())).isFalse();
        }
    }

    /** A transaction that has written holds up CREATE INDEX and, behind it, every later write; a concurrent one waits alone. */
    @Test
    void buildIndexesOfLargeTablesWhileOthersWrite() throws Exception {
        try (SchemaFixture fixture = large();
                Connection application = fixture.database.connect();
                Statement write = application.createStatement()) {
            application.setAutoCommit(false);
            write.execute("INSERT INTO t VALUES (-1, -1)");
            List<VendorError> retried = new ArrayList<>();
            DdlRules rules = new DdlRules(
                    new LockWait(Duration.ofMillis(300), 2, Duration.ofMillis(10)),
                    RebuildLimit.DEFAULT,
                    () -> {},
                    retried::add);
            Thread later = new Thread(() -> {
                try (Connection other = fixture.database.connect();
                        Statement statement = other.createStatement()) {
                    Thread.sleep(1_000);
                    // three times as long as a lock that is in its way may be waited for
                    statement.execute("SET statement_timeout = '200ms'");
                    statement.execute("INSERT INTO t VALUES (-2, -2)");
                    application.commit();
                } catch (InterruptedException | SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            later.start();
            try (Ddl ddl = Ddl.open(fixture.connection, fixture.dialect, rules)) {
                ddl.run(PlannedStatement.building("t", "i", "CREATE UNIQUE INDEX i ON t (a)", "add i"));
            }
            later.join();
            assertThat(retried).isEmpty();
            assertThat(fixture.value("SELECT COUNT(*) FROM t WHERE id < 0")).isEqualTo("2");
            assertThat(fixture.table("t").index("i").orElseThrow().valid()).isTrue();
        }
    }

    @Test
    void leaveNoUnfinishedIndexBehind() {
        try (SchemaFixture fixture = large().execute("UPDATE t SET a = 2 WHERE id = 1");
                Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
            PlannedStatement unique =
                    PlannedStatement.building("t", "i", "CREATE UNIQUE INDEX i ON t (a)", "add unique (a)");

            assertThatThrownBy(() -> ddl.run(unique)).hasMessageContaining("share values");

            assertThat(fixture.table("t").index("i")).isEmpty();
        }
    }

    @Test
    void finishAnIndexThatAKilledRunLeftUnfinished() {
        try (SchemaFixture fixture = SchemaFixture.empty(TestServer.POSTGRES).create("v0.24.0", "user")) {
            fixture.execute(
                    "CREATE UNIQUE INDEX user_email_2 ON `user` (email)",
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'user_email_2'::regclass");

            fixture.apply(new UniqueUserEmail());

            assertThat(fixture.table("user").indexes().stream()
                            .filter(index -> index.columns().equals(List.of("email"))))
                    .singleElement()
                    .satisfies(index -> assertThat(index.name()).isEqualTo("user_email"))
                    .satisfies(index ->
                            assertThat(index.isUnique() && index.valid()).isTrue());
        }
    }

    private static SchemaFixture large() {
        return SchemaFixture.empty(TestServer.POSTGRES)
                .execute(
                        "CREATE TABLE t (id int PRIMARY KEY, a int)",
                        "INSERT INTO t SELECT n, n FROM generate_series(1, " + 2 * StepExecution.LARGE + ") AS n",
                        "ANALYZE t");
    }
}
