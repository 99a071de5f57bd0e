package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Rows by their keys")
@Tag("server")
class KeyedRowsTest {

    private static final List<String> COLLATIONS =
            List.of("utf8mb4_bin", "utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8_general_ci", "latin1_swedish_ci");

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areThoseOfAListEachOnce(TestServer server) throws SQLException {
        // MySQL takes the first two for one, and the last for none of them, wherever case and accents do not count
        List<String> sought = List.of("a1", "A1", "b2", "missing", "it's \\ \"quoted\"");
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection connection = test.connect()) {
            for (String column : columns(server)) {
                for (String index : List.of("", ", PRIMARY KEY (owner, id)", ", UNIQUE (owner, id)")) {
                    test.execute("CREATE TABLE thing (id INT NOT NULL, owner %s NOT NULL%s)".formatted(column, index));
                    test.execute(
                            "INSERT INTO thing VALUES (1, 'a1'), (2, 'A1'), (3, 'b2'), (4, 'other'), (5, 'a1'), (6, 'B2')");
                    List<Integer> listed = ids(
                            connection,
                            "thing AS t WHERE t.owner IN " + InList.of(sought.size()) + " AND id <> 5",
                            sought);
                    KeyedRows rows = new KeyedRows(database.dialect(), "thing", "owner");
                    assertThat(ids(connection, rows.from(connection, sought.size()) + " AND id <> 5", sought))
                            .as(column + index)
                            .isEqualTo(listed)
                            .contains(1, 2, 3);
                    test.execute("DROP TABLE thing");
                }
            }
        }
    }

    /** Values in several portions, some of them twice. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areReadEachOnceHoweverManyValues(TestServer server) throws SQLException {
        List<String> sought =
                IntStream.range(0, 1_700).mapToObj(i -> "" + i % 1_300).toList();
        List<Integer> all = IntStream.range(0, 1_000).boxed().toList();
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection connection = test.connect()) {
            connection.setAutoCommit(false);
            test.execute(
                    "CREATE TABLE thing (id INT NOT NULL, owner VARCHAR(32) NOT NULL, PRIMARY KEY (owner, id))",
                    "INSERT INTO thing SELECT a.n * 100 + b.n, CONCAT('', a.n * 100 + b.n) FROM "
                            + TestDatabase.numbersBelow(10) + " AS a, " + TestDatabase.numbersBelow(100) + " AS b");
            KeyedRows rows = new KeyedRows(database.dialect(), "thing", "owner");
            List<Integer> found = new ArrayList<>();
            rows.each(connection, "id, owner", sought, row -> found.add(row.getInt(1)));
            List<Integer> streamed = new ArrayList<>();
            rows.stream(connection, "id", sought, row -> streamed.add(row.getInt(1)));
            List<Integer> few = new ArrayList<>();
            rows.each(connection, "id", sought, "AND id < 7", row -> few.add(row.getInt(1)));
            List<Integer> grouped = new ArrayList<>();
            rows.each(connection, "MIN(id)", sought, "GROUP BY owner", row -> grouped.add(row.getInt(1)));

            assertThat(found).containsExactlyInAnyOrderElementsOf(all);
            assertThat(streamed).containsExactlyInAnyOrderElementsOf(all);
            assertThat(few).containsExactlyInAnyOrderElementsOf(all.subList(0, 7));
            assertThat(grouped).containsExactlyInAnyOrderElementsOf(all);
            rows.each(connection, "id", List.of(), row -> {
                throw new AssertionError("nothing was asked for");
            });
        }
    }

    private static List<String> columns(TestServer server) {
        return server == TestServer.POSTGRES
                ? List.of("VARCHAR(32)")
                : COLLATIONS.stream()
                        .map(name -> "VARCHAR(32) CHARACTER SET " + name.substring(0, name.indexOf('_')) + " COLLATE "
                                + name)
                        .toList();
    }

    private static List<Integer> ids(Connection connection, String from, List<String> values) throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM " + from + " ORDER BY id")) {
            InList.bind(statement, 1, values);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getInt(1));
                }
            }
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void areLookedUpWhileTheServerHasNotCountedThem(TestServer server) throws SQLException {
        List<String> sought =
                IntStream.range(0, 300).mapToObj(i -> "owner-" + i * 7).toList();
        try (TestDatabase test = server.createDatabase();
                Database database = test.open();
                Connection connection = test.connect()) {
            test.execute(
                    "CREATE TABLE thing (id INT NOT NULL PRIMARY KEY, owner VARCHAR(32) NOT NULL, KEY by_owner (owner))"
                            + " STATS_AUTO_RECALC = 0");
            test.execute("INSERT INTO thing SELECT a.n * 100 + b.n, CONCAT('owner-', a.n * 100 + b.n) FROM "
                    + TestDatabase.numbersBelow(100) + " AS a, " + TestDatabase.numbersBelow(100) + " AS b");
            KeyedRows rows = new KeyedRows(database.dialect(), "thing", "owner");
            String from = rows.from(connection, sought.size());
            assertThat(from).contains("FORCE INDEX (`by_owner`)");
            long before = rowsRead(connection);
            assertThat(ids(connection, from, sought)).hasSize(300);
            // of 10,000 rows; the keys are written to a table and read from it, too
            assertThat(rowsRead(connection) - before).isLessThan(3_000);
        }
    }

    private static long rowsRead(Connection connection) throws SQLException {
        long sum = 0;
        try (PreparedStatement statement = connection.prepareStatement("SHOW SESSION STATUS LIKE 'Handler_read%'");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                sum += row.getLong(2);
            }
        }
        return sum;
    }
}
