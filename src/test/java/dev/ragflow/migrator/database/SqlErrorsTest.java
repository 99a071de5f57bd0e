package dev.ragflow.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real errors of real servers, provoked with a secret as the offending value. */
@Tag("server")
class SqlErrorsTest {

    private static final String SECRET = "sk-it's\"a)secret\nfor key ossifrage";

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void noErrorTellsTheValueThatCausedIt(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open();
                Connection connection = database.dataSource().getConnection()) {
            testDatabase.execute(
                    "CREATE TABLE t (k VARCHAR(64) NOT NULL, n INT, d TIMESTAMP NULL, s VARCHAR(3))",
                    "CREATE UNIQUE INDEX t_k ON t (k)");
            execute(connection, "INSERT INTO t (k) VALUES (?)", SECRET);

            List<String> failing = List.of(
                    "INSERT INTO t (k) VALUES (?)",
                    "INSERT INTO t (k, n) VALUES ('a', ?)",
                    "INSERT INTO t (k, d) VALUES ('b', ?)",
                    "INSERT INTO t (k, s) VALUES ('c', ?)",
                    "UPDATE t SET n = k WHERE k = ?");
            for (String sql : failing) {
                try {
                    execute(connection, sql, SECRET);
                    fail("%s must fail on %s", sql, server);
                } catch (SQLException e) {
                    assertThat(SqlErrors.describe(e))
                            .doesNotContain("secret")
                            .doesNotContain("ossifrage")
                            .contains("SQLSTATE");
                    assertThat((Throwable) SqlErrors.withoutValues(e))
                            .hasNoCause()
                            .hasMessageNotContaining("secret");
                    assertThat(new MigrationException("Could not write t", e).toString())
                            .doesNotContain("secret");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void namesOfTablesColumnsAndKeysStayReadable(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open();
                Connection connection = database.dataSource().getConnection()) {
            testDatabase.execute(
                    "CREATE TABLE t (api_key VARCHAR(64) NOT NULL)", "CREATE UNIQUE INDEX t_api_key ON t (api_key)");
            execute(connection, "INSERT INTO t (api_key) VALUES (?)", "sk-1234567890");
            try {
                execute(connection, "INSERT INTO t (api_key) VALUES (?)", "sk-1234567890");
                fail("the key is unique");
            } catch (SQLException e) {
                assertThat(SqlErrors.describe(e)).contains("t_api_key").doesNotContain("sk-1234567890");
            }
            try {
                execute(connection, "INSERT INTO nowhere (api_key) VALUES (?)", "sk-1234567890");
                fail("there is no such table");
            } catch (SQLException e) {
                assertThat(SqlErrors.describe(e)).contains("nowhere");
            }
        }
    }

    private static void execute(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            statement.executeUpdate();
        }
    }
}
