package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class DdlTest {

    private static final LockWait SHORT = new LockWait(Duration.ofSeconds(1), 2, Duration.ofMillis(10));
    private static final PlannedStatement ADD =
            PlannedStatement.of("t", "ALTER TABLE t ADD COLUMN b int NULL", "add column b");

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aTableInUseIsGivenUpSoonWithWhatToDo(TestServer server) throws SQLException {
        try (SchemaFixture fixture = SchemaFixture.empty(server).execute("CREATE TABLE t (a int)");
                Connection user = fixture.database.connect();
                Statement query = user.createStatement();
                Ddl ddl = Ddl.open(fixture.connection, fixture.dialect, DdlRules.waiting(SHORT))) {
            user.setAutoCommit(false);
            query.executeQuery("SELECT * FROM t").close();

            assertThatThrownBy(() -> ddl.run(ADD))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("Table t: add column b")
                    .hasMessageContaining("in use by other sessions");

            user.rollback();
            ddl.run(ADD);
            assertThat(fixture.table("t").hasColumn("b")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aLockThatGoesAwayIsWaitedFor(TestServer server) throws Exception {
        LockWait patient = new LockWait(Duration.ofSeconds(1), 10, Duration.ofMillis(200));
        try (SchemaFixture fixture = SchemaFixture.empty(server).execute("CREATE TABLE t (a int)");
                Connection user = fixture.database.connect();
                Statement query = user.createStatement();
                Ddl ddl = Ddl.open(fixture.connection, fixture.dialect, DdlRules.waiting(patient))) {
            user.setAutoCommit(false);
            query.executeQuery("SELECT * FROM t").close();
            Thread releasing = new Thread(() -> {
                try {
                    Thread.sleep(1500);
                    user.rollback();
                } catch (InterruptedException | SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            releasing.start();

            ddl.run(ADD);

            releasing.join();
            assertThat(fixture.table("t").hasColumn("b")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void theSessionIsGivenBackAsItWas(TestServer server) throws SQLException {
        String question = server == TestServer.POSTGRES ? "SHOW lock_timeout" : "SELECT @@SESSION.lock_wait_timeout";
        try (SchemaFixture fixture = SchemaFixture.empty(server)) {
            String before = fixture.value(question);
            fixture.connection.setAutoCommit(false);
            try (Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
                assertThat(fixture.value(question)).isNotEqualTo(before).startsWith("3");
                assertThat(ddl.connection().getAutoCommit()).isTrue();
            }
            assertThat(fixture.value(question)).isEqualTo(before);
            assertThat(fixture.connection.getAutoCommit()).isFalse();
            fixture.connection.rollback();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"POSTGRES"})
    void severalStatementsAreOneTransaction(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).execute("CREATE TABLE t (a int)");
                Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
            PlannedStatement step = new PlannedStatement(
                    "t",
                    List.of("ALTER TABLE t ADD COLUMN b int", "ALTER TABLE t ADD COLUMN a int"),
                    "fail",
                    PlannedStatement.Check.NONE);

            assertThatThrownBy(() -> ddl.run(step)).isInstanceOf(MigrationException.class);
            assertThat(fixture.table("t").hasColumn("b")).isFalse();
            ddl.run(ADD);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aRefusalNeverQuotesAValue(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server)
                        .execute(
                                "CREATE TABLE t (a varchar(40))",
                                "INSERT INTO t VALUES ('sk-secret-value')," + " ('sk-secret-value')");
                Ddl ddl = Ddl.open(fixture.connection, fixture.dialect)) {
            assertThatThrownBy(
                            () -> ddl.run(PlannedStatement.of("t", "CREATE UNIQUE INDEX i ON t (a)", "add unique (a)")))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("share values")
                    .hasMessageNotContaining("sk-secret-value");
        }
    }
}
