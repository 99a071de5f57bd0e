package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.demo.LegacyDatabase;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Stages of a migration")
@Tag("server")
class StagesTest {

    private static final String[] OWN_TABLES = {
        "DATABASECHANGELOG",
        "databasechangelog",
        "migration_history",
        "ragflow_migrator_checkpoint",
        "ragflow_migrator_slot_type",
        // the version marker says when it was written
        "system_settings"
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void tablesFirstThenStageByStageIsTheSameAsAllAtOnce(TestServer server) throws SQLException {
        try (TestDatabase parts = server.createDatabase().loadRelease(LegacyDatabase.RELEASE)) {
            LegacyDatabase.fill(parts, 2);
            try (TestDatabase whole = parts.copy()) {
                ToolRun all = migrate(whole, RunMode.FULL);
                assertThat(all.exitCode()).as(all.out() + all.log()).isZero();

                tablesOnly(parts);
                refusals(parts);
                stages(parts);
                ToolRun rest = migrate(parts, RunMode.FULL);
                assertThat(rest.exitCode()).as(rest.out() + rest.log()).isZero();
                assertThat(checksums(parts).differencesTo(checksums(whole))).isEmpty();
                assertThat(list(parts)).doesNotContain("to do");
            }
        }
    }

    private static void tablesOnly(TestDatabase database) throws SQLException {
        ToolRun run = migrate(database, RunMode.TABLES_ONLY);

        assertThat(run.exitCode()).as(run.out() + run.log()).isZero();
        assertThat(run.out())
                .contains("Summary: the requested stages are done; the version marker was not written.")
                .contains("Still to do: tenant_model_provider, tenant_model_instance, tenant_model, model_id_config,");
        for (String table : new String[] {"tenant_model_provider", "tenant_model_instance", "tenant_model"}) {
            assertThat(count(database, table)).as(table).isZero();
        }
        assertThat(count(database, "system_settings")).as("version marker").isZero();
        assertThat(count(database, "DATABASECHANGELOG WHERE tag IS NOT NULL")).isZero();
        assertThat(count(database, "migration_history WHERE migration_name = 'v0.26.4/tenant_model_provider'"))
                .isZero();
        assertThat(list(database))
                .containsPattern("schema +done")
                .containsPattern(
                        "tenant_model_provider +to do +one provider for each factory .* tenant_model_provider");
    }

    private static void refusals(TestDatabase database) {
        assertThatThrownBy(() -> migrate(database, RunMode.FULL, "schema", "tenant_modle"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--stages: v0.27.0 has no stage 'tenant_modle' (did you mean tenant_model?)");
        assertThatThrownBy(() -> migrate(database, RunMode.FULL, "tenant_model"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("tenant_model_provider, tenant_model_instance must be done first");
    }

    private static void stages(TestDatabase database) {
        String[][] parts = {
            {"tenant_model_instance", "tenant_model_provider"},
            {"tenant_model", "model_id_config"},
            {"tenant_model_seeding"},
            {"model_type_merge", "tenant_model_id_migration"}
        };
        for (String[] part : parts) {
            ToolRun run = migrate(database, RunMode.FULL, part);
            assertThat(run.exitCode()).as(run.out() + run.log()).isZero();
            // with few tenants there may be nothing to cut over
            assertThat(run.out()).containsAnyOf("Still to do: ", "the database is at RAGFlow v0.27.0.");
        }
        ToolRun last = migrate(database, RunMode.FULL, "cut_over");
        assertThat(last.exitCode()).as(last.out() + last.log()).isZero();
        assertThat(last.out()).contains("Summary: the database is at RAGFlow v0.27.0.");
    }

    private static ToolRun migrate(TestDatabase database, RunMode mode, String... stages) {
        return ToolRun.migrate(database, Release.newest(), ToolSettings.NONE.with(mode, stages));
    }

    private static String list(TestDatabase database) {
        ToolRun run = ToolRun.run(
                StagesRun::run,
                ToolRun.settings(
                        Command.STAGES, database.settings(), Release.newest(), OutputFormat.TEXT, ToolSettings.NONE));
        assertThat(run.exitCode()).isZero();
        return run.out();
    }

    private static TableChecksums checksums(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return TableChecksums.masked(connection).without(OWN_TABLES);
        }
    }

    private static long count(TestDatabase database, String from) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(from, e);
        }
    }
}
