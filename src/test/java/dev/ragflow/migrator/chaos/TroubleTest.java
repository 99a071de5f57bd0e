package dev.ragflow.migrator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.AdvisoryLock;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.LockName;
import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.testing.RestartableServer;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A run in trouble")
@Tag("chaos")
class TroubleTest {

    private static final String FIRST_STAGE = "tenant_model_provider";

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    @DisplayName("whose server is killed and comes back: takes its locks again and goes on to the end")
    void serverCrash(TestServer kind) throws Exception {
        RestartableServer server = RestartableServer.start(kind);
        TestDatabase database = durable(server, kind);
        HardDatabase hard = HardDatabase.on(kind);
        try (ProgramProcess program = LeanProgram.start(database.settings(), "--batch-size", "5")) {
            program.await(HardDatabase::isChangeset, 20);
            server.crash();
            awaitChunk(database, FIRST_STAGE, program);
            server.crash();
            awaitChunk(database, "model_id_config", program);
            server.crash();

            assertThat(program.awaitEnd()).as("%s", program.output()).isZero();
            assertThat(program.output())
                    .contains("(restart 1 of 3)", "(restart 3 of 3)", "The server was restarted during the run")
                    .doesNotContain("bug in this program");
        }
        hard.assertAsUndisturbed(database);
    }

    @Test
    @DisplayName("whose server does not come back in time: says so and what to do, and the next run completes it")
    void serverStaysAway() throws Exception {
        RestartableServer server = RestartableServer.start(TestServer.MYSQL);
        TestDatabase database = durable(server, TestServer.MYSQL);
        try (ProgramProcess program =
                LeanProgram.start(database.settings(), "--batch-size", "5", "--retry-timeout", "1s")) {
            awaitChunk(database, FIRST_STAGE, program);

            server.crashForGood();

            assertThat(program.awaitEnd()).as("%s", program.output()).isEqualTo(1);
            assertThat(program.output())
                    .contains("The server did not come back within 1 s")
                    .containsPattern("ERROR .*(run it again|from there|run again)")
                    .containsPattern("Next: .*run the same command again")
                    .doesNotContain("bug in this program");
        }
        server.comeBack();
        HardDatabase.complete(database);
        HardDatabase.on(TestServer.MYSQL).assertAsUndisturbed(database);
    }

    /** The hard cases on a server of their own that keeps what was committed when it is killed, unlike the others of the test kit. */
    private static TestDatabase durable(RestartableServer server, TestServer kind) throws SQLException {
        TestDatabase database = server.createDatabase("");
        if (kind == TestServer.POSTGRES) {
            database.execute("ALTER DATABASE ragflow SET synchronous_commit = on");
        } else {
            database.execute("SET PERSIST innodb_flush_log_at_trx_commit = 1");
        }
        HardCases.load(database.loadRelease("v0.24.0"));
        return database;
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    @DisplayName("whose connections are cut, all at once, then those of its work again and again")
    void cutConnections(TestServer server) throws Exception {
        HardDatabase hard = HardDatabase.on(server);
        try (TestDatabase database = hard.copy();
                Connection administrator = database.connect()) {
            try (ProgramProcess program = LeanProgram.start(database.settings(), "--batch-size", "5")) {
                awaitChunk(database, FIRST_STAGE, program);

                assertThat(cut(server, administrator, true)).isGreaterThanOrEqualTo(3);

                assertThat(program.awaitEnd()).as("%s", program.output()).isEqualTo(1);
                // a lock that was lost, or a statement: whichever was noticed first
                assertThat(program.output()).containsPattern("ERROR .*(Lost .* again|run again)");
            }
            int cuts = 0;
            try (ProgramProcess program = LeanProgram.start(database.settings(), "--batch-size", "5")) {
                awaitChunk(database, "model_id_config", program);
                for (int i = 0; i < 10 && program.isAlive(); i++) {
                    cuts += cut(server, administrator, false);
                    Thread.sleep(100);
                }
                int exitCode = program.awaitEnd();
                assertThat(exitCode).as("%s", program.output()).isBetween(0, 1);
                assertThat(program.output()).doesNotContain("bug in this program");
                if (exitCode == 1) {
                    assertThat(program.output()).containsPattern("ERROR .*(again|the next run)");
                }
            }
            assertThat(cuts).isPositive();
            HardDatabase.complete(database);
            hard.assertAsUndisturbed(database);
        }
    }

    /** Ends the sessions in the database but this one, with or without those that hold locks; how many they were. */
    private static int cut(TestServer server, Connection administrator, boolean locksToo) throws SQLException {
        String sql = server == TestServer.POSTGRES
                ? "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        + (locksToo
                                ? ""
                                : " AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)")
                : "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
                        + (locksToo
                                ? ""
                                : " AND id <> COALESCE(IS_USED_LOCK('init_database_tables'), 0) AND id <>"
                                        + " COALESCE(IS_USED_LOCK(CONCAT('ragflow_migrator.', DATABASE())), 0)");
        List<Long> sessions = new ArrayList<>();
        try (Statement statement = administrator.createStatement()) {
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    sessions.add(row.getLong(1));
                }
            }
            for (long session : sessions) {
                try {
                    statement.execute(
                            server == TestServer.POSTGRES
                                    ? "SELECT pg_terminate_backend(" + session + ")"
                                    : "KILL " + session);
                } catch (SQLException e) {
                    assertThat(e.getMessage()).as("it has ended by itself").contains("Unknown thread");
                }
            }
        }
        return sessions.size();
    }

    /** Waits until the stage has committed something and goes on. */
    private static void awaitChunk(TestDatabase database, String stage, ProgramProcess program) throws Exception {
        String table = "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'ragflow_migrator_checkpoint'"
                + " AND table_schema = "
                + (database.server() == TestServer.POSTGRES ? "current_schema()" : "DATABASE()");
        String begun = "SELECT COUNT(*) FROM ragflow_migrator_checkpoint WHERE stage LIKE '" + stage
                + "%' AND (last_key IS NOT NULL OR finished = 1)";
        try (Connection connection = database.connect()) {
            while (number(connection, table) == 0 || number(connection, begun) == 0) {
                assertThat(program.isAlive()).as("%s", program.output()).isTrue();
                Thread.sleep(5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("that finds a lock taken: waits, names the holder, changes nothing")
    void lockOfAStranger(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Database stranger = database.open();
                Connection connection = database.connect()) {
            for (LockName lock : LockName.values()) {
                try (AdvisoryLock held = AdvisoryLock.acquire(stranger, lock, Duration.ZERO, holder -> {});
                        ProgramProcess program = LeanProgram.start(database.settings(), "--lock-timeout", "1s")) {
                    assertThat(program.awaitEnd()).as("%s", program.output()).isEqualTo(3);
                    held.ensureHeld();
                    assertThat(program.output())
                            .containsPattern("Waiting up to 1 s for " + lock.description() + ": connection \\d+")
                            .containsPattern("ERROR .*Could not get " + lock.description()
                                    + " within 1 s: connection \\d+ .*holds it. Nothing was changed");
                }
            }
            assertThat(hasOwnTables(database, connection)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("whose account may not change tables: says which right it lacks")
    void noRightToChangeTables(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            ConnectionSettings account = accountForRows(database);
            try (ProgramProcess program = LeanProgram.start(account)) {
                assertThat(program.awaitEnd()).as("%s", program.output()).isIn(1, 2);
                assertThat(program.output())
                        .containsPattern(
                                server == TestServer.POSTGRES
                                        ? "ERROR .*(permission denied for schema public|must be owner of)"
                                        : "ERROR .*(CREATE|ALTER) command denied to user")
                        .containsPattern("ERROR .*lacks a privilege.* grant ")
                        .doesNotContain(account.password().reveal());
                if (server == TestServer.MYSQL) {
                    assertThat(withTheRightsOfTheReadme(database, account)).isZero();
                }
            } finally {
                database.execute(
                        server == TestServer.POSTGRES
                                ? "DROP OWNED BY rows_only; DROP ROLE rows_only"
                                : "DROP USER rows_only");
            }
        }
    }

    private static int withTheRightsOfTheReadme(TestDatabase database, ConnectionSettings account)
            throws InterruptedException {
        database.execute("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON " + account.database()
                + ".* TO rows_only");
        try (ProgramProcess program = LeanProgram.start(account)) {
            return program.awaitEnd();
        }
    }

    private static ConnectionSettings accountForRows(TestDatabase database) {
        ConnectionSettings administrator = database.settings();
        String name = administrator.database();
        String password = "Rows-only-4711";
        if (database.server() == TestServer.POSTGRES) {
            database.execute(
                    "CREATE ROLE rows_only LOGIN PASSWORD '" + password + "'",
                    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                    "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO rows_only");
        } else {
            database.execute(
                    "CREATE USER rows_only IDENTIFIED BY '" + password + "'",
                    "GRANT SELECT, INSERT, UPDATE ON " + name + ".* TO rows_only");
        }
        return new ConnectionSettings(
                administrator.type(),
                administrator.host(),
                administrator.port(),
                name,
                "rows_only",
                Secret.of(password),
                administrator.driverProperties());
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    @DisplayName("on a replica by mistake: refuses before it takes a lock")
    void readOnlyServer(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            setReadOnly(database, true);
            try (ProgramProcess program = LeanProgram.start(database.settings())) {
                assertThat(program.awaitEnd()).as("%s", program.output()).isEqualTo(2);
                assertThat(program.output())
                        .containsPattern(
                                "ERROR .*is read-only.*(read_only|default_transaction_read_only).*Nothing was changed");
            } finally {
                setReadOnly(database, false);
            }
            assertThat(hasOwnTables(database, connection)).isFalse();
        }
    }

    private static void setReadOnly(TestDatabase database, boolean on) {
        switch (database.server()) {
            case MYSQL -> database.execute("SET GLOBAL super_read_only = " + on, "SET GLOBAL read_only = " + on);
            case MARIADB -> database.execute("SET GLOBAL read_only = " + on);
            case POSTGRES ->
                database.execute(
                        "SET default_transaction_read_only = off",
                        "ALTER DATABASE " + database.settings().database() + " SET default_transaction_read_only = "
                                + on);
        }
    }

    private static boolean hasOwnTables(TestDatabase database, Connection connection) throws SQLException {
        return number(
                        connection,
                        "SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) IN"
                                + " ('databasechangelog', 'migration_history', 'ragflow_migrator_checkpoint')"
                                + " AND table_schema = "
                                + (database.server() == TestServer.POSTGRES ? "current_schema()" : "DATABASE()"))
                > 0;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
