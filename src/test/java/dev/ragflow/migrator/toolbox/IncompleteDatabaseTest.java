package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.migrate.VerifyRun;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.preview.DryRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A database that lacks tables of every release")
@Tag("server")
class IncompleteDatabaseTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isRefusedBeforeAnythingIsChanged(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.load(database);
            database.execute("DROP TABLE `tenant`", "DROP TABLE `tenant_llm`", "DROP TABLE `user`");
            int left = tables(connection).size();
            TableChecksums before = TableChecksums.of(connection);

            for (RunMode mode : List.of(RunMode.FULL, RunMode.TABLES_ONLY, RunMode.DRY_RUN)) {
                ToolRun run = migrate(database, mode);
                assertThat(run.exitCode()).as(run.log()).isEqualTo(2);
                assertThat(run.log())
                        .contains("it has " + left + " of RAGFlow's tables, but lacks user, tenant, tenant_llm, which")
                        .contains("restore the backup completely, or name the right database");
            }
            ToolRun stage = ToolRun.migrate(database, Release.newest(), ToolSettings.NONE.with(RunMode.FULL, "schema"));
            assertThat(stage.exitCode()).as(stage.log()).isEqualTo(2);
            ToolRun status = ToolRun.status(database.settings(), Release.newest(), OutputFormat.TEXT);
            assertThat(status.exitCode()).isEqualTo(2);
            assertThat(status.out())
                    .contains("but lacks user, tenant, tenant_llm, which every release has")
                    .contains("Next: restore the backup completely, or name the right database.");
            ToolRun verify = ToolRun.run(
                    VerifyRun::run,
                    ToolRun.settings(
                            Command.VERIFY,
                            database.settings(),
                            Release.newest(),
                            OutputFormat.TEXT,
                            ToolSettings.NONE));
            assertThat(verify.exitCode()).as(verify.out()).isEqualTo(4);
            assertThat(before.differencesTo(TableChecksums.of(connection))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isFilledWhereThisProgramWasKilledInAnEmptyOne(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase();
                Connection connection = database.connect()) {
            ToolRun first = ToolRun.migrate(database, Release.V0_25_6, ToolSettings.NONE);
            assertThat(first.exitCode()).as(first.log()).isZero();
            Set<String> all = tables(connection);
            // the table of the last changeset is made, and the process killed before that is noted
            endAt(database, connection, "table-dialog", "dialog");
            assertThat(tables(connection)).contains("dialog").doesNotContain("document", "tenant", "user");

            ToolRun second = ToolRun.migrate(database, Release.V0_25_6, ToolSettings.NONE);

            assertThat(second.exitCode()).as(second.log()).isZero();
            assertThat(tables(connection)).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isRefusedWhereThisProgramHasMadeOrSeenTheTablesBefore(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            ToolRun first = ToolRun.migrate(database, Release.V0_25_6, ToolSettings.NONE);
            assertThat(first.exitCode()).as(first.log()).isZero();
            database.execute("DROP TABLE `user`");

            ToolRun second = ToolRun.migrate(database, Release.V0_25_6, ToolSettings.NONE);

            assertThat(second.exitCode()).as(second.log()).isEqualTo(2);
            assertThat(second.log()).contains("but lacks user, which every release has");
        }
    }

    private static ToolRun migrate(TestDatabase database, RunMode mode) {
        return ToolRun.run(
                mode == RunMode.DRY_RUN ? DryRun::run : MigrateRun::run,
                ToolRun.settings(
                        Command.MIGRATE,
                        database.settings(),
                        Release.newest(),
                        OutputFormat.TEXT,
                        ToolSettings.NONE.with(mode)));
    }

    /** As a run leaves it that is killed right after it made the table of a changeset. */
    private static void endAt(TestDatabase database, Connection connection, String changeset, String last)
            throws SQLException {
        String changelog = database.server() == TestServer.POSTGRES ? "databasechangelog" : "DATABASECHANGELOG";
        List<String> made = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT id FROM " + changelog + " WHERE orderexecuted < ("
                    + "SELECT MIN(orderexecuted) FROM " + changelog + " WHERE id = '" + changeset + "')")) {
                while (row.next()) {
                    made.add(row.getString(1));
                }
            }
            statement.execute("DELETE FROM " + changelog + " WHERE id NOT IN ('" + String.join("', '", made) + "')");
        }
        for (String table : tables(connection)) {
            if (!made.contains("table-" + table.replace('_', '-')) && !table.equals(last)) {
                database.execute("DROP TABLE `" + table + "`");
            }
        }
    }

    /** RAGFlow's. */
    private static Set<String> tables(Connection connection) throws SQLException {
        boolean postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        Set<String> tables = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT table_name FROM information_schema.tables"
                        + " WHERE table_schema = " + (postgres ? "current_schema()" : "DATABASE()"))) {
            while (row.next()) {
                String table = row.getString(1);
                if (!table.toLowerCase(Locale.ROOT).startsWith("databasechangelog")
                        && !table.startsWith("ragflow_migrator_")
                        && !table.equals("migration_history")) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }
}
