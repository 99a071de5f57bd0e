package dev.ragflow.migrator.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ExpectedSchema;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.NewerThanTarget;
import dev.ragflow.migrator.schema.SchemaComparison;
import dev.ragflow.migrator.schema.SchemaDifference;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A rollback from v0.27.0 to v0.26.4")
@Tag("server")
class RollbackTest {

    private static final Release OLD = Release.V0_26_4;
    private static final Release NEW = Release.V0_27_0;

    private static final String[] MEANING_OF_MODELS = {
        "provider_id", "instance_id", "model_name", "model_type", "status", "extra"
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void bringsEveryRowBackAndGoesForthAgain(TestServer server) throws SQLException {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = test.connect()) {
            HardCases.load(test);
            done(CommandRun.migrate(test, OLD));
            TableContents before = TableContents.of(connection);
            done(CommandRun.migrate(test, NEW));
            List<String> models = TableContents.of(connection, "tenant_model", MEANING_OF_MODELS);

            CommandRun back = done(CommandRun.rollBack(test));

            assertThat(back.out())
                    .contains("Summary: the database is back at RAGFlow v0.26.4.", "v0.27.0/model_type_merge")
                    .contains("v0.27's model table was kept as tenant_model_rolled_back");
            same(before, connection);
            isOld(test);
            assertThat(value(
                            connection,
                            "SELECT status FROM migration_history WHERE migration_name ="
                                    + " 'v0.27.0/model_type_merge'"))
                    .isEqualTo("rolled_back");
            CommandRun again = done(CommandRun.rollBack(test));
            assertThat(again.out()).contains("nothing to do, the database is at RAGFlow v0.26.4 already");
            same(before, connection);

            done(CommandRun.migrate(test, NEW));
            assertThat(TableContents.of(connection, "tenant_model", MEANING_OF_MODELS))
                    .isEqualTo(models);
            assertThat(done(CommandRun.migrate(test, NEW)).out()).contains("nothing to do");

            CommandRun backAgain = done(CommandRun.rollBack(test));
            assertThat(backAgain.out()).contains("tenant_model_rolled_back_2");
            same(before, connection);
            noSecrets(test, back, again, backAgain);
        }
    }

    private static CommandRun done(CommandRun run) {
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }

    private static void same(TableContents before, Connection connection) throws SQLException {
        assertThat(before.differencesTo(before.now(connection))).isEmpty();
    }

    /** Nothing shows v0.27, and v0.26.4 has all that it needs. */
    private static void isOld(TestDatabase test) throws SQLException {
        try (Database database = test.open();
                Connection connection = database.dataSource().getConnection()) {
            LiveSchema live = LiveSchema.read(connection, database.dialect());
            assertThat(SchemaComparison.compare(ExpectedSchema.of(OLD), live))
                    .filteredOn(SchemaDifference::isOpen)
                    .isEmpty();
            assertThat(NewerThanTarget.evidence(connection, live, OLD)).isEmpty();
            assertThat(value(
                            connection,
                            "SELECT value FROM system_settings WHERE name =" + " 'mysql_migration.database.version'"))
                    .isEqualTo("v0.26.1");
        }
    }

    private static void noSecrets(TestDatabase test, CommandRun... runs) {
        for (CommandRun run : runs) {
            HardCases.secrets()
                    .forEach(secret -> assertThat(run.log() + run.out()).doesNotContain(secret));
            assertThat(run.log() + run.out())
                    .doesNotContain(test.settings().password().reveal());
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).as(sql).isTrue();
            return row.getString(1);
        }
    }
}
