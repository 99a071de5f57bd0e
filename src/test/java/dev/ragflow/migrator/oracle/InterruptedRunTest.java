package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A migration that was stopped half-way")
@Tag("server")
class InterruptedRunTest {

    /** The server refuses one row of each: what is written, on which table, and which row. */
    private static final String[][] STOPS = {
        {"INSERT", "tenant_model_provider", "NEW.provider_name = 'VLLM'"},
        {"INSERT", "tenant_model_instance", "NEW.instance_name = 'default-2'"},
        {"INSERT", "tenant_model", "NEW.model_name = 'my-fine-tune'"},
        {"UPDATE", "tenant", "NEW.name = 'Tenant keys'"},
        {"UPDATE", "dialog", "NEW.name = 'names both'"},
        {"UPDATE", "user_canvas", "NEW.title = 'json team'"},
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void goesOnWhereItStopped(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.26.4");
                Connection connection = database.connect()) {
            HardCases.load(database);
            Snapshot before = PreservationOracle.snapshot(connection);
            LogSearch search = LogSearch.forSecrets(HardCases.secrets());
            for (String[] stop : STOPS) {
                refuse(database, stop);
                ProgramRun stopped = ProgramRun.on(database);
                assertThat(stopped.exitCode()).as("%s: %s", stop[1], stopped).isEqualTo(1);
                assertThat(stopped.log()).as("names the table").contains(stop[1]);
                search.inText("the log", stopped.log()).inText("the summary", stopped.summary());
                allow(database, stop);
            }
            ProgramRun last = ProgramRun.on(database);
            assertThat(last.exitCode()).as("%s", last).isZero();
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection)))
                    .isEmpty();
            search.inTables(connection, "migration_history").assertNothingFound();
        }
    }

    private static void refuse(TestDatabase database, String[] stop) {
        String trigger = "CREATE TRIGGER refuse BEFORE " + stop[0] + " ON `" + stop[1] + "` FOR EACH ROW ";
        if (database.server() == TestServer.POSTGRES) {
            database.execute(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN RAISE EXCEPTION 'refused'; END $$",
                    trigger + "WHEN (" + stop[2] + ") EXECUTE FUNCTION refuse()");
        } else {
            database.execute(
                    trigger + "IF " + stop[2] + " THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'; END IF");
        }
    }

    private static void allow(TestDatabase database, String[] stop) {
        if (database.server() == TestServer.POSTGRES) {
            database.execute("DROP TRIGGER refuse ON `" + stop[1] + "`", "DROP FUNCTION refuse()");
        } else {
            database.execute("DROP TRIGGER refuse");
        }
    }
}
