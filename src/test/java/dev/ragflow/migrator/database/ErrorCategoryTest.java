package dev.ragflow.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ErrorCategoryTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isWhatTheServerComplainsOf(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase();
                Connection connection = database.connect()) {
            database.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, name VARCHAR(5))", "INSERT INTO t VALUES (1, 'a')");
            database.execute("CREATE INDEX i ON t (name)");

            assertThat(category(connection, "ALTER TABLE t ADD COLUMN name INT"))
                    .isEqualTo(ErrorCategory.DUPLICATE_COLUMN);
            assertThat(category(connection, "CREATE TABLE t (id INT)")).isEqualTo(ErrorCategory.DUPLICATE_TABLE);
            assertThat(category(connection, "CREATE INDEX i ON t (id)"))
                    .isEqualTo(
                            server == TestServer.POSTGRES
                                    ? ErrorCategory.DUPLICATE_TABLE
                                    : ErrorCategory.DUPLICATE_INDEX);
            assertThat(category(connection, "INSERT INTO t VALUES (1, 'b')")).isEqualTo(ErrorCategory.DUPLICATE_VALUE);
            assertThat(category(connection, "SELECT gone FROM t")).isEqualTo(ErrorCategory.MISSING_COLUMN);
            assertThat(category(connection, "SELECT id FROM gone")).isEqualTo(ErrorCategory.MISSING_TABLE);
            assertThat(category(
                            connection,
                            server == TestServer.POSTGRES ? "DROP INDEX gone" : "ALTER TABLE t DROP INDEX gone"))
                    .isEqualTo(ErrorCategory.MISSING_INDEX);
            assertThat(category(connection, "INSERT INTO t VALUES (2, 'too long')"))
                    .isEqualTo(ErrorCategory.INCOMPATIBLE_TYPE);
        }
    }

    private static ErrorCategory category(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            return ErrorCategory.of(e);
        }
        throw new AssertionError("The server takes " + sql);
    }

    @ParameterizedTest
    @CsvSource({
        "1205, HY000, lock_timeout",
        "0, 55P03, lock_timeout",
        "1213, 40001, deadlock",
        "0, 40P01, deadlock",
        "0, 08S01, connection_lost",
        "2013, HY000, connection_lost",
        "1142, 42000, permission",
        "0, 42501, permission",
        "1114, HY000, disk_full",
        "0, 53100, disk_full",
        "1040, 08004, too_many_connections",
        "1836, HY000, read_only",
        "4711, HY000, unexpected"
    })
    void isKnownByItsCode(int code, String state, String category) {
        SQLException error = new SQLException("said", state, code);

        assertThat(ErrorCategory.of(error).id()).isEqualTo(category);
        assertThat(ErrorCategory.of(new SQLException("around it", error)).id()).isEqualTo(category);
        assertThat(new MigrationException("What failed", error).category().id()).isEqualTo(category);
    }

    @Test
    void isDocumented() throws IOException {
        assertThat(Files.readString(Path.of("docs", "logging.md")))
                .contains(Arrays.stream(ErrorCategory.values())
                        .map(category -> "| `" + category.id() + "` | " + category.advice() + " |")
                        .collect(Collectors.joining("\n", "| category | what to do |\n| --- | --- |\n", "\n")));
    }
}
