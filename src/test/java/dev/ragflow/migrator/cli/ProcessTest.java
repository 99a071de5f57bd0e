package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A migration in a process of its own")
@Tag("process")
class ProcessTest {

    /** One a chunk, they keep a run busy for longer than another takes to start. */
    private static final int TENANTS = 2_000;

    private static TestDatabase legacy(TestServer server) throws SQLException {
        TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
        try (Connection connection = database.connect();
                PreparedStatement row = connection.prepareStatement("""
                        INSERT INTO tenant_llm (tenant_id, llm_factory, llm_name, model_type, api_key, api_base, max_tokens,
                          used_tokens, status, create_time, update_time)
                        VALUES (?, 'Ollama', 'llama', 'chat', '', ?, 8192, 0, '1', 1700000000000, 1700000000000)
                        """)) {
            connection.setAutoCommit(false);
            for (int tenant = 0; tenant < TENANTS; tenant++) {
                row.setString(1, "tenant%04d".formatted(tenant));
                row.setString(2, "http://ollama-" + tenant);
                row.addBatch();
            }
            row.executeBatch();
            connection.commit();
        }
        return database;
    }

    private static List<String> column(TestDatabase database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    private static void awaitFirstChunk(TestDatabase database, ChildProgram program) throws Exception {
        program.awaitOutput("Connected to");
        for (int i = 0; i < 1_200; i++) {
            boolean begun = !column(
                            database,
                            "SELECT table_name FROM information_schema.tables WHERE table_name ="
                                    + " 'ragflow_migrator_checkpoint' AND table_schema = "
                                    + (database.server() == TestServer.POSTGRES ? "current_schema()" : "DATABASE()"))
                    .isEmpty();
            if (begun
                    && !column(database, "SELECT last_key FROM ragflow_migrator_checkpoint WHERE last_key IS NOT NULL")
                            .isEmpty()) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no chunk was committed\n" + program.output());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARIADB")
    void endsOnSigtermWithItsChunkAndTheNextOneGoesOn(TestServer server) throws Exception {
        try (TestDatabase database = legacy(server)) {
            try (ChildProgram program = ChildProgram.start(database, "--batch-size", "1")) {
                awaitFirstChunk(database, program);
                program.terminate();

                assertThat(program.awaitEnd(10)).as(program.output()).isEqualTo(5);
                assertThat(program.output())
                        .contains("Stop requested")
                        .contains("was interrupted and can be run again")
                        .contains("SIGTERM");
            }
            assertThat(column(database, "SELECT migration_name FROM migration_history WHERE status = 'interrupted'"))
                    .hasSize(1);
            assertThat(column(database, "SELECT COUNT(*) FROM tenant_model_provider"))
                    .isNotEqualTo(List.of("0"))
                    .isNotEqualTo(List.of(String.valueOf(TENANTS)));

            try (ChildProgram program = ChildProgram.start(database)) {
                assertThat(program.awaitEnd(120)).as(program.output()).isZero();
                assertThat(program.output()).doesNotContain("Stop requested");
            }
            assertThat(column(database, "SELECT migration_name FROM migration_history WHERE status = 'interrupted'"))
                    .isEmpty();
            assertThat(column(database, "SELECT COUNT(*) FROM tenant_model_provider"))
                    .isEqualTo(List.of(String.valueOf(TENANTS)));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARIADB")
    void stopsWhenItsLockIsLostWhileAnotherWaitsForIt(TestServer server) throws Exception {
        try (TestDatabase database = legacy(server);
                ChildProgram first = ChildProgram.start(database, "--batch-size", "1")) {
            awaitFirstChunk(database, first);
            try (ChildProgram second = ChildProgram.start(database)) {
                second.awaitOutput("for the changelog lock: connection");
                assertThat(second.output()).containsPattern("host [0-9a-z.:/]+, since 20");
                String holder = second.output().replaceAll("(?s).*changelog lock: connection ([0-9]+) .*", "$1");
                database.execute(
                        server == TestServer.POSTGRES
                                ? "SELECT pg_terminate_backend(" + holder + ")"
                                : "KILL " + holder);

                assertThat(first.awaitEnd(30)).as(first.output()).isEqualTo(1);
                assertThat(first.output()).contains("Lost the changelog lock").contains("run it again");
                assertThat(second.awaitEnd(120)).as(second.output()).isZero();
            }
            assertThat(column(database, "SELECT COUNT(*) FROM tenant_model_provider"))
                    .isEqualTo(List.of(String.valueOf(TENANTS)));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARIADB")
    void waitsForAnotherAndFindsNothingToDo(TestServer server) throws Exception {
        try (TestDatabase database = legacy(server);
                ChildProgram first = ChildProgram.start(database, "--batch-size", "1");
                Connection user = database.connect();
                Statement statement = user.createStatement()) {
            awaitFirstChunk(database, first);
            // a table that the first one has to alter later on keeps it from its end
            user.setAutoCommit(false);
            statement.executeUpdate("UPDATE tenant SET name = name");
            try (ChildProgram second = ChildProgram.start(database)) {
                second.awaitOutput("for the changelog lock: connection");
                user.rollback();

                assertThat(first.awaitEnd(120)).as(first.output()).isZero();
                assertThat(second.awaitEnd(60)).as(second.output()).isZero();
                assertThat(second.output()).contains("Summary: nothing to do");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MARIADB")
    void endsOnSigtermWhileItWaits(TestServer server) throws Exception {
        String take = server == TestServer.POSTGRES
                ? "SELECT pg_advisory_lock(1241179007)"
                : "SELECT GET_LOCK('init_database_tables', 10)";
        try (TestDatabase database = server.createDatabase();
                Connection stranger = database.connect();
                Statement statement = stranger.createStatement()) {
            statement.execute(take);
            try (ChildProgram program = ChildProgram.start(database)) {
                program.awaitOutput("RAGFlow's start-up lock: connection");
                program.terminate();

                assertThat(program.awaitEnd(5)).as(program.output()).isEqualTo(5);
                assertThat(program.output()).contains("Interrupted while waiting; nothing was changed");
            }
        }
    }
}
