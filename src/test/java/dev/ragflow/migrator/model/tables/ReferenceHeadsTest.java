package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ReferenceHeadsTest {

    private static final String ROW = """
            INSERT INTO user_canvas_version (id, user_canvas_id, `release`, dsl)
            VALUES ('%s', 'canvas', %s, CONCAT('{"llm_id": "', REPEAT('x', %d), '"}'))
            """;

    /** Five rows, of which two fit into one transaction, and one fits into none. */
    private static TestDatabase with(TestServer server) {
        TestDatabase database = server.createDatabase().loadRelease("v0.26.4");
        boolean isPostgres = server == TestServer.POSTGRES;
        List<Integer> megabytes = List.of(7, 7, 7, 20, 1);
        for (int row = 0; row < megabytes.size(); row++) {
            String sql = ROW.formatted(row, isPostgres ? "false" : "0", megabytes.get(row) << 20);
            database.execute(isPostgres ? sql.replace('`', '"') : sql);
        }
        return database;
    }

    private static List<String> ids(List<ReferenceHead> heads) {
        return heads.stream().map(head -> head.row().id()).toList();
    }

    private static ReferenceHeads heads(Database database, Connection connection) throws SQLException {
        ReferenceTable table = ReferenceTable.ALL.stream()
                .filter(some -> some.name().equals("user_canvas_version"))
                .findFirst()
                .orElseThrow();
        LiveTable live =
                LiveTable.read(connection, database.dialect(), table.name()).orElseThrow();
        return new ReferenceHeads(new KeyedTables(database.dialect()), table, live);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void givesEachRowInAPortionOfATransaction(TestServer server) throws SQLException {
        try (TestDatabase test = with(server);
                Database database = test.open();
                Connection connection = test.connect()) {
            List<List<ReferenceHead>> portions =
                    heads(database, connection).of(connection, List.of("4", "3", "2", "1", "0", "gone"));

            assertThat(portions)
                    .extracting(ReferenceHeadsTest::ids)
                    .containsExactly(List.of("0", "1"), List.of("2"), List.of("3"), List.of("4"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void goesThroughATableInTheSamePortions(TestServer server) throws SQLException {
        try (TestDatabase test = with(server);
                Database database = test.open();
                Connection connection = test.connect()) {
            ReferenceHeads heads = heads(database, connection);
            List<List<String>> pages = new ArrayList<>();
            String last = null;
            for (List<ReferenceHead> page = heads.after(connection, last, null, 4);
                    !page.isEmpty();
                    page = heads.after(connection, last, null, 4)) {
                pages.add(ids(page));
                last = page.get(page.size() - 1).row().id();
            }

            assertThat(pages).containsExactly(List.of("0", "1"), List.of("2"), List.of("3"), List.of("4"));
        }
    }
}
