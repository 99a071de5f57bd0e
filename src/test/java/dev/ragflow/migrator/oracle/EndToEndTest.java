package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The migration to v0.26.4")
@Tag("server")
class EndToEndTest {

    /** Tables of the program and of Liquibase, not of RAGFlow. */
    static final String[] OWN_TABLES = {
        "DATABASECHANGELOG",
        "DATABASECHANGELOGLOCK",
        "databasechangelog",
        "databasechangeloglock",
        "migration_history",
        "ragflow_migrator_checkpoint",
        "ragflow_migrator_slot_type"
    };

    @ParameterizedTest(name = "on {0} from {1}, {2} collation")
    @CsvSource({
        "MYSQL,    v0.24.0, default",
        "MYSQL,    v0.22.1, utf8mb4_general_ci",
        "MYSQL,    v0.19.0, default",
        "MYSQL,    v0.25.6, utf8mb4_unicode_ci",
        "MARIADB,  v0.24.0, default",
        "POSTGRES, v0.24.0, default",
        "POSTGRES, v0.19.0, default",
        "POSTGRES, v0.25.6, default"
    })
    void keepsWhatWorkedAndIsDoneAfterOneRun(TestServer server, String tag, String collation) throws SQLException {
        try (TestDatabase database = create(server, collation).loadRelease(tag)) {
            HardCases.load(database);
            try (Connection connection = database.connect()) {
                Snapshot before = PreservationOracle.snapshot(connection);
                ProgramRun first = ProgramRun.on(database);
                assertThat(first.exitCode()).as("%s", first).isZero();
                assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                        .isEmpty();

                TableChecksums after = TableChecksums.of(connection).without(OWN_TABLES);
                ProgramRun second = ProgramRun.on(database);
                assertThat(second.exitCode()).as("%s", second).isZero();
                assertThat(second.summary()).contains("nothing to do");
                assertThat(differences(after, connection)).isEmpty();

                forgetTheFirstRun(database);
                // as of a run that was killed behind its last stage
                database.execute(
                        "CREATE TABLE ragflow_migrator_instance AS SELECT id FROM tenant",
                        "CREATE TABLE ragflow_migrator_catalogue AS SELECT id FROM tenant",
                        "CREATE TABLE ragflow_migrator_seed AS SELECT id FROM tenant");
                ProgramRun third = ProgramRun.on(database);
                assertThat(third.exitCode()).as("%s", third).isZero();
                assertThat(differences(after, connection))
                        .allMatch(difference -> difference.startsWith("system_settings: row changed"));

                noSecretsIn(database, connection, first, second, third);
            }
        }
    }

    static TestDatabase create(TestServer server, String collation) {
        return collation.equals("default") ? server.createDatabase() : server.createDatabase(collation);
    }

    static List<String> differences(TableChecksums before, Connection connection) throws SQLException {
        return before.differencesTo(TableChecksums.of(connection).without(OWN_TABLES));
    }

    /** As in a database whose own tables were not restored with the others, and that has no marker. */
    private static void forgetTheFirstRun(TestDatabase database) {
        database.execute("DELETE FROM `system_settings` WHERE `name` = 'mysql_migration.database.version'");
        forgetTables(database);
    }

    static void forgetTables(TestDatabase database) {
        boolean postgres = database.server() == TestServer.POSTGRES;
        database.execute(
                "DROP TABLE " + (postgres ? "databasechangelog" : "`DATABASECHANGELOG`"),
                "DROP TABLE `migration_history`",
                "DROP TABLE `ragflow_migrator_checkpoint`",
                "DROP TABLE IF EXISTS `ragflow_migrator_slot_type`");
    }

    static void noSecretsIn(TestDatabase database, Connection connection, ProgramRun... runs) throws SQLException {
        List<String> secrets = new ArrayList<>(HardCases.secrets());
        // the random end: the beginning names the kind of server
        String password = database.settings().password().reveal();
        secrets.add(password.substring(password.lastIndexOf('-') + 1));
        LogSearch search = LogSearch.forSecrets(secrets);
        for (ProgramRun run : runs) {
            search.inText("the log", run.log()).inText("the summary", run.summary());
        }
        boolean postgres = database.server() == TestServer.POSTGRES;
        search.inTables(
                        connection,
                        "migration_history",
                        "ragflow_migrator_checkpoint",
                        postgres ? "databasechangelog" : "DATABASECHANGELOG")
                .assertNothingFound();
    }
}
