package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.testing.Corpus;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A dump of the corpus")
@Tag("server")
class CorpusLoadTest {

    @ParameterizedTest
    @EnumSource
    void hasTheSameRowsOnEveryServer(Corpus corpus) throws SQLException {
        Map<String, Map<String, Row>> rows = rows(corpus, TestServer.MYSQL);
        assertThat(rows.get("tenant")).hasSize(45);
        assertThat(rows.get("tenant_llm")).hasSize(247);
        for (TestServer other : List.of(TestServer.MARIADB, TestServer.POSTGRES)) {
            Map<String, Map<String, Row>> others = rows(corpus, other);
            assertThat(others.keySet()).isEqualTo(rows.keySet());
            others.forEach((table, found) ->
                    assertThat(found).as("%s on %s", table, other).isEqualTo(rows.get(table)));
        }
    }

    private static Map<String, Map<String, Row>> rows(Corpus corpus, TestServer server) throws SQLException {
        try (TestDatabase database = corpus.load(server);
                Connection connection = database.connect()) {
            DatabaseSnapshot snapshot = DatabaseSnapshot.of(connection);
            Map<String, Map<String, Row>> rows = new TreeMap<>();
            snapshot.tables().keySet().forEach(table -> rows.put(table, snapshot.byKey(table)));
            return rows;
        }
    }
}
