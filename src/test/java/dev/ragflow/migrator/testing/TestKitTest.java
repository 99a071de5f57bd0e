package dev.ragflow.migrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.testing.ReleaseSchema.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The test kit")
@Tag("server")
class TestKitTest {

    @ParameterizedTest
    @CsvSource({
        "MYSQL,v0.19.0",
        "MYSQL,v0.22.1",
        "MYSQL,v0.24.0",
        "MYSQL,v0.25.6",
        "MYSQL,v0.26.4",
        "MYSQL,v0.27.0",
        "MARIADB,v0.19.0",
        "MARIADB,v0.22.1",
        "MARIADB,v0.24.0",
        "MARIADB,v0.25.6",
        "MARIADB,v0.26.4",
        "MARIADB,v0.27.0",
        "POSTGRES,v0.19.0",
        "POSTGRES,v0.22.1",
        "POSTGRES,v0.24.0",
        "POSTGRES,v0.25.6",
        "POSTGRES,v0.26.4",
        "POSTGRES,v0.27.0"
    })
    void loadsEveryRelease(TestServer server, String tag) throws SQLException {
        Collection<Table> tables = ReleaseSchema.of(tag).tables().values();
        try (TestDatabase database = server.createDatabase().loadRelease(tag);
                Connection connection = database.connect()) {
            String schema = server.type() == DatabaseType.MYSQL ? "DATABASE()" : "'public'";
            assertThat(count(
                            connection,
                            "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = " + schema))
                    .isEqualTo(tables.stream()
                            .mapToInt(table -> table.columns().size())
                            .sum());
            assertThat(count(
                            connection,
                            server.type() == DatabaseType.MYSQL
                                    ? "SELECT COUNT(DISTINCT table_name, index_name)"
                                            + " FROM information_schema.statistics WHERE table_schema = DATABASE()"
                                    : "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = 'public'"))
                    .isEqualTo(tables.stream()
                            .mapToInt(table -> table.indexes().size())
                            .sum());
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void opensWhatTheProgramOpens(TestServer server) {
        try (TestDatabase database = server.createDatabase();
                Database opened = database.open()) {
            assertThat(opened.dialect().name()).isEqualTo(server.name());
            assertThat(database.settings().password().reveal()).hasSizeGreaterThan(8);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepsDatabasesApartAndDropsThem(TestServer server) throws SQLException {
        try (TestDatabase first = server.createDatabase();
                TestDatabase second = server.createDatabase()) {
            first.execute("CREATE TABLE `t` (`id` VARCHAR(32) PRIMARY KEY)");
            second.execute("CREATE TABLE `t` (`id` VARCHAR(32) PRIMARY KEY)", "INSERT INTO `t` VALUES ('Ä😀')");
            first.close();
            try (Connection connection = second.connect()) {
                assertThat(count(connection, "SELECT COUNT(*) FROM t WHERE id = 'Ä😀'"))
                        .isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"MYSQL,utf8mb4_general_ci", "MARIADB,utf8mb4_unicode_ci", "POSTGRES,C"})
    void createsDatabasesOfAnotherCollation(TestServer server, String collation) throws SQLException {
        try (TestDatabase database = server.createDatabase(collation);
                Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        server.type() == DatabaseType.MYSQL
                                ? "SELECT @@collation_database"
                                : "SELECT datcollate FROM pg_database WHERE datname = current_database()")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo(collation);
        }
    }

    private static int count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
