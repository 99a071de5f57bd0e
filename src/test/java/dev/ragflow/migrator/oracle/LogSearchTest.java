package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The search for secrets")
@Tag("server")
class LogSearchTest {

    private static final List<String> SECRETS = List.of("sk-0a1b2c3d4e5f", "p@ss/wörd \"1\\\n2", "short");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key sk-0a1b2c3d4e5f!",
                "cut: 0a1b2c3d4e5f",
                "p@ss/wörd \"1\\\n2",
                "{\"k\":\"p@ss/wörd \\\"1\\\\\\n2\"}",
                "p%40ss%2Fw%C3%B6rd+%221%5C%0A2",
                "p%40ss%2Fw%C3%B6rd%20%221%5C%0A2"
            })
    void findsEveryForm(String text) {
        assertThat(LogSearch.forSecrets(SECRETS).inText("log", "first\n" + text).findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding)
                        .startsWith("log, line ")
                        .contains("secret ")
                        .doesNotContain("0a1b"));
    }

    @Test
    void findsNothingElse() {
        LogSearch search = LogSearch.forSecrets(SECRETS).inText("log", "a short pass, 0a1b2c3, sk-");
        assertThat(search.findings()).isEmpty();
        search.assertNothingFound();
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void readsTablesAndFiles(TestServer server, @TempDir Path folder) throws SQLException, IOException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.load(database);
            LogSearch search = LogSearch.forSecrets(HardCases.secrets());
            assertThat(search.inTables(connection, "system_settings", "dialog").findings())
                    .isEmpty();
            assertThat(search.inTables(connection, "tenant_llm").findings()).hasSizeGreaterThan(50);
        }
        Path log = Files.writeString(folder.resolve("log"), "one\ntwo sk-0a1b2c3d4e5f");
        assertThatThrownBy(() -> LogSearch.forSecrets(SECRETS).inFile(log).assertNothingFound())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("line 2: secret 1 of 3");
    }

    @Test
    void everySecretIsInTheData() throws SQLException {
        try (TestDatabase database = TestServer.POSTGRES.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.load(database);
            for (String secret : HardCases.secrets()) {
                assertThat(LogSearch.forSecrets(List.of(secret))
                                .inTables(connection, "tenant_llm", "connector", "\"user\"")
                                .findings())
                        .as(secret)
                        .isNotEmpty();
            }
        }
    }
}
