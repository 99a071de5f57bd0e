package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Table checksums")
@Tag("server")
class TableChecksumsTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void tellEveryChange(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(database);
            TableChecksums before = exact(database);
            assertThat(before.differencesTo(exact(database))).isEmpty();
            String tenant = HardCases.tenant("urls");
            String kept = HardCases.tenant("keys");
            database.execute(
                    "DELETE FROM `tenant_llm` WHERE `tenant_id` = '" + tenant + "' AND `llm_name` = 'url-null'",
                    "UPDATE `tenant_llm` SET `api_key` = ' ' WHERE `tenant_id` = '" + kept
                            + "' AND `llm_name` = 'key-empty'",
                    "INSERT INTO `system_settings` (`name`, `source`, `data_type`, `value`) VALUES ('a', 'b', 'c', 'd')");
            assertThat(before.differencesTo(exact(database)))
                    .containsExactly(
                            "system_settings: row added: a",
                            "tenant_llm: row changed: " + kept + " | Ollama | key-empty",
                            "tenant_llm: row gone: " + tenant + " | Ollama | url-null");
            assertThat(before.without("tenant_llm", "system_settings")
                            .differencesTo(exact(database).without("tenant_llm", "system_settings")))
                    .isEmpty();
        }
    }

    @Test
    void compareDatabasesOfDifferentServers() throws SQLException {
        for (String tag : new String[] {"v0.24.0", "v0.25.6"}) {
            try (TestDatabase left = TestServer.MYSQL.createDatabase().loadRelease(tag);
                    TestDatabase right = TestServer.POSTGRES.createDatabase().loadRelease(tag)) {
                HardCases.loadComparable(left);
                HardCases.loadComparable(right);
                if (tag.equals("v0.25.6")) {
                    right.execute(
                            "UPDATE `tenant_llm` SET `id` = `id` + 100000",
                            "UPDATE `dialog` SET `tenant_llm_id` = `tenant_llm_id` + 100000, `tenant_rerank_id` = `tenant_rerank_id` + 100000",
                            "UPDATE `knowledgebase` SET `tenant_embd_id` = `tenant_embd_id` + 100000",
                            "UPDATE `memory` SET `tenant_llm_id` = `tenant_llm_id` + 100000");
                }
                assertThat(masked(left).differencesTo(masked(right))).isEmpty();
                right.execute(
                        "UPDATE `dialog` SET `llm_id` = 'x' WHERE `id` = '" + HardCases.id("dialog urls tie") + "'");
                assertThat(masked(left).differencesTo(masked(right)))
                        .containsExactly("dialog: row changed: " + HardCases.id("dialog urls tie"));
            }
        }
    }

    private static TableChecksums exact(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return TableChecksums.of(connection);
        }
    }

    private static TableChecksums masked(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return TableChecksums.masked(connection);
        }
    }
}
