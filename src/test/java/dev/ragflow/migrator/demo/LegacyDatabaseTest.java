package dev.ragflow.migrator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The legacy database of demo and measurements")
@Tag("server")
class LegacyDatabaseTest {

    private static final int TENANTS = 12;

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void givesEveryTenantSeveralProvidersKeysAndBaseUrls(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease(LegacyDatabase.RELEASE)) {
            Map<String, Long> rows = LegacyDatabase.fill(database, TENANTS);

            assertThat(rows).containsEntry("tenant", (long) TENANTS).allSatisfy((table, count) -> assertThat(
                            read(database, "SELECT COUNT(*) FROM " + database.quoted(table)))
                    .containsExactly(String.valueOf(count)));
            for (String column : List.of("llm_factory", "api_key", "api_base")) {
                assertThat(read(database, "SELECT COUNT(DISTINCT " + column + ") FROM tenant_llm GROUP BY tenant_id"))
                        .hasSize(TENANTS)
                        .allSatisfy(count -> assertThat(Integer.parseInt(count)).isGreaterThanOrEqualTo(3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "POSTGRES"})
    void writesTheSameValidRowsForTheSameSeed(TestServer server) throws SQLException, IOException {
        List<List<String>> texts = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (TestDatabase database = server.createDatabase().loadRelease(LegacyDatabase.RELEASE)) {
                LegacyDatabase.fill(database, TENANTS);
                List<String> found = new ArrayList<>();
                found.addAll(read(database, "SELECT parser_config FROM document ORDER BY id"));
                found.addAll(read(database, "SELECT search_config FROM search ORDER BY id"));
                found.addAll(read(database, "SELECT dsl FROM user_canvas ORDER BY id"));
                found.addAll(read(database, "SELECT api_key FROM tenant_llm WHERE api_key LIKE '{%' ORDER BY api_key"));
                texts.add(found);
            }
        }
        assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEmpty();
        for (String json : texts.get(0)) {
            try (JsonParser parser = new JsonFactory().createParser(json)) {
                while (parser.nextToken() != null) {
                    parser.getValueAsString();
                }
            }
        }
    }

    private static List<String> read(TestDatabase database, String query) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }
}
