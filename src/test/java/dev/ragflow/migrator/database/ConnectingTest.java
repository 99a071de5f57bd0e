package dev.ragflow.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ConnectingTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void connectionsAreStrictAndSpeakUtf8(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = Connecting.connect(testDatabase.settings(), 2, Duration.ZERO);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (s VARCHAR(3))");
            assertThatThrownBy(() -> statement.execute("INSERT INTO t (s) VALUES ('abcd')"));
            statement.execute("INSERT INTO t (s) VALUES ('a😀é')");
            try (ResultSet row = statement.executeQuery("SELECT s FROM t")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("a😀é");
            }
        }
    }

    /** The statistics are from when the table had one row, as they are for a while when many are added. */
    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void looksLongListsOfKeysUpInTheIndexOfAGrownTable(TestServer server) throws Exception {
        String keys = IntStream.range(0, 500).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = Connecting.connect(testDatabase.settings(), 2, Duration.ZERO);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                Connection another = database.dataSource().getConnection();
                Statement reading = another.createStatement()) {
            statement.execute("""
                    CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, k INT NOT NULL, s VARCHAR(100), KEY k (k))
                    STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0
                    """);
            statement.execute("INSERT INTO t (k, s) VALUES (0, REPEAT('x', 100))");
            statement.execute("ANALYZE TABLE t");
            for (int rows = 1; rows < 20_000; rows *= 2) {
                statement.execute("INSERT INTO t (k, s) SELECT k + " + rows + ", s FROM t");
            }
            // whoever opens the table now divides the rows of today by the different keys of then
            statement.execute("LOCK TABLES t READ");
            try (ResultSet plan = reading.executeQuery("EXPLAIN SELECT s FROM t WHERE k IN (" + keys + ")")) {
                assertThat(plan.next()).isTrue();
                assertThat(plan.getString("key")).isEqualTo("k");
                assertThat(plan.getLong("rows")).isLessThan(1_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void looksLongListsOfKeysUpWhereTheTableHasManyIndexes(TestServer server) throws Exception {
        List<Integer> forty = IntStream.range(0, 40).boxed().toList();
        String columns =
                forty.stream().map(i -> "c" + i + " INT NOT NULL DEFAULT 0, ").collect(Collectors.joining());
        String indexes = forty.stream().map(i -> "ADD INDEX (c" + i + ")").collect(Collectors.joining(", "));
        String keys = IntStream.range(0, 1_000).mapToObj(i -> "MD5(" + i + ")").collect(Collectors.joining(", "));
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = Connecting.connect(testDatabase.settings(), 2, Duration.ZERO);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (" + columns + "n INT NOT NULL, id VARCHAR(32) PRIMARY KEY)");
            statement.execute("INSERT INTO t (n, id) VALUES (0, MD5(0))");
            for (int rows = 1; rows < 20_000; rows *= 2) {
                statement.execute("INSERT INTO t (n, id) SELECT n + " + rows + ", MD5(n + " + rows + ") FROM t");
            }
            statement.execute("ALTER TABLE t " + indexes);
            statement.execute("ANALYZE TABLE t");
            try (ResultSet plan = statement.executeQuery("EXPLAIN SELECT id, c0 FROM t WHERE id IN (" + keys + ")")) {
                assertThat(plan.next()).isTrue();
                assertThat(plan.getString("key")).isEqualTo("PRIMARY");
                assertThat(plan.getLong("rows")).isLessThan(2_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aWrongPasswordIsNotRetriedAndNotTold(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase()) {
            ConnectionSettings wrong =
                    with(testDatabase.settings(), testDatabase.settings().port(), "wrong-secret-1");
            assertThatThrownBy(() -> Connecting.connect(wrong, 2, Duration.ofMinutes(5)))
                    .isInstanceOf(Connecting.LoginRefusedException.class)
                    .hasMessageContaining("refuses the login")
                    .hasMessageNotContaining("wrong-secret-1");
        }
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws Exception {
        int port = freePort();
        ConnectionSettings nobody = new ConnectionSettings(
                DatabaseType.MYSQL, "127.0.0.1", port, "rag_flow", "root", Secret.of("secret-of-nobody"), Map.of());
        List<String> reasons = new ArrayList<>();
        assertThatThrownBy(() -> Connecting.connect(nobody, 2, Duration.ofMillis(600), reasons::add))
                .isInstanceOf(Connecting.DatabaseUnreachableException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("Connection refused")
                .hasMessageContaining("--wait-timeout")
                .hasMessageNotContaining("secret-of-nobody");
        assertThat(reasons).as("the same reason is said once").hasSize(1);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ConnectionSettings with(ConnectionSettings settings, int port, String password) {
        return new ConnectionSettings(
                settings.type(),
                settings.host(),
                port,
                settings.database(),
                settings.user(),
                Secret.of(password),
                settings.driverProperties());
    }
}
