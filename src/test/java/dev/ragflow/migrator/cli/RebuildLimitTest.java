package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.preview.DryRun;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Large tables")
@Tag("server")
class RebuildLimitTest {

    private static final int ROWS = 600;

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void areNotRebuiltUnlessTheOperatorSaysSo(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            fill(database);
            List<String> before = tables(database);

            ProgramRun rehearsed = run(database, "migrate", "--mode", "dry-run", "--rebuild-limit", "500");
            assertThat(rehearsed.exitCode()).as(rehearsed.err()).isEqualTo(2);
            assertThat(rehearsed.err()).contains("--rebuild-limit is 500 rows", "Statement: ALTER TABLE ");
            assertThat(rehearsed.out())
                    .containsPattern("The run would refuse to start: Table document: .* would rebuild about")
                    .contains("Next: the run would refuse to start");

            ProgramRun refused = run(database, "migrate", "--rebuild-limit", "500");

            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err())
                    .containsPattern(
                            "Table document: .*change column size .* would rebuild about [56]\\d\\d rows \\(.*iB\\)")
                    .contains("--rebuild-limit is 500 rows", "Statement: ALTER TABLE ", "--allow-rebuild")
                    .doesNotContain("Table file: ", "Running Changeset");
            if (server != TestServer.POSTGRES) {
                ConnectionSettings login = database.settings();
                assertThat(refused.err())
                        .containsPattern("pt-online-schema-change --alter '.*MODIFY COLUMN `size` bigint.*' --execute"
                                + " --ask-pass 'h=" + login.host() + ",P=" + login.port() + ",u=" + login.user() + ",D="
                                + login.database() + ",t=document'")
                        .containsPattern("gh-ost --host=" + login.host() + " .* --table=document --alter='.*' ");
            }
            assertThat(refused.err() + refused.out())
                    .doesNotContain(database.settings().password().reveal());
            assertThat(refused.out()).contains("nothing was changed", "Next: fix the cause named above");
            assertThat(tables(database)).isEqualTo(before);

            ProgramRun allowed = run(database, "migrate", "--rebuild-limit", "500", "--allow-rebuild");

            assertThat(allowed.exitCode()).as(allowed.err()).isZero();
            assertThat(allowed.err())
                    .containsPattern(
                            "Table document: rebuild of about [56]\\d\\d rows \\(.*iB\\);.* wait while it runs");
            ProgramRun again = run(database, "migrate", "--rebuild-limit", "500");
            assertThat(again.exitCode())
                    .as("nothing is left to rebuild: %s", again.err())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1.5"})
    void needALimitThatIsANumber(String limit) {
        ProgramRun run = ProgramRun.of(Map.of("MYSQL_HOST", "db"), "--rebuild-limit=" + limit, "--password", "p");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--rebuild-limit", limit);
    }

    @Test
    void areAllowedByAVariable() {
        ProgramRun run = ProgramRun.of(
                Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", "p", "RAGFLOW_MIGRATOR_ALLOW_REBUILD", "true"), "migrate");

        assertThat(run.started().rebuild().allowed()).isTrue();
        assertThat(run.started().rebuild().limit()).isEqualTo(5_000_000);
    }

    private static ProgramRun run(TestDatabase database, String... arguments) {
        ConnectionSettings login = database.settings();
        String prefix = "RAGFLOW_MIGRATOR_";
        return ProgramRun.of(
                (settings, out) -> settings.tools().mode() == RunMode.DRY_RUN
                        ? DryRun.run(settings, out)
                        : MigrateRun.run(settings, out),
                Map.of(
                        prefix + "DB_TYPE",
                        login.type().name().toLowerCase(Locale.ROOT),
                        prefix + "HOST",
                        login.host(),
                        prefix + "PORT",
                        String.valueOf(login.port()),
                        prefix + "USER",
                        login.user(),
                        prefix + "PASSWORD",
                        login.password().reveal(),
                        prefix + "DATABASE",
                        login.database()),
                arguments);
    }

    /** Documents of nobody: only their number counts. */
    private static void fill(TestDatabase database) {
        boolean postgres = database.server() == TestServer.POSTGRES;
        String numbers =
                "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < " + ROWS + ") ";
        String select =
                "SELECT CONCAT('document-', n), 'nowhere', 'nobody', 'naive', '{}', 'local', 'pdf', n, 0, 0, 0, 0,"
                        + " '' FROM numbers";
        String insert =
                "INSERT INTO `document` (`id`, `kb_id`, `created_by`, `parser_id`, `parser_config`, `source_type`,"
                        + " `type`, `size`, `token_num`, `chunk_num`, `progress`, `process_duration`, `suffix`) ";
        database.execute(postgres ? numbers + insert + select : insert + numbers + select);
        database.execute(postgres ? "ANALYZE" : "ANALYZE TABLE `document`");
    }

    /** Tables with their columns and types. */
    private static List<String> tables(TestDatabase database) throws SQLException {
        String schema = database.server() == TestServer.POSTGRES ? "current_schema()" : "DATABASE()";
        String sql = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = "
                + schema + " ORDER BY 1, 2";
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                lines.add(row.getString(1) + "." + row.getString(2) + " " + row.getString(3));
            }
        }
        return lines;
    }
}
