package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A backup restored over a migrated database")
@Tag("server")
class RestoredBackupTest {

    private static final String RESTORED = "Tables were restored from a backup since an earlier run";
    private static final String STARTED_OVER = "The verification failed";
    private static final String[] MODEL_TABLES = {
        "tenant_model_provider", "tenant_model_instance", "tenant_model", "tenant_model_backup"
    };

    private static final String[] MIGRATED = {
        "tenant_model_provider",
        "tenant_model_instance",
        "tenant_model",
        "tenant_model_backup",
        "tenant",
        "knowledgebase",
        "document",
        "dialog",
        "user_canvas",
        "search"
    };

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isMigratedAsTheFirstTime(TestServer server) throws SQLException {
        assertThat(migratedAsTheFirstTime(server, "v0.24.0").log()).doesNotContain(STARTED_OVER);
    }

    /** A release whose backup has no system_settings, or one restored without. */
    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void isMigratedBesideAMarkerThatSaysItIs(TestServer server) throws SQLException {
        migratedAsTheFirstTime(server, "v0.22.1");
    }

    /** The run on the restored tables. */
    private static ProgramRun migratedAsTheFirstTime(TestServer server, String tag) throws SQLException {
        try (TestDatabase database = loaded(server, tag);
                Connection connection = database.connect()) {
            Snapshot before = PreservationOracle.snapshot(connection);
            Backup backup = Backup.of(database, connection);
            migrate(database, Release.V0_27_0);
            DatabaseSnapshot first = DatabaseSnapshot.of(connection);

            backup.restore();
            Snapshot start = PreservationOracle.snapshot(connection);
            ProgramRun run = migrate(database, Release.V0_27_0);
            assertThat(run.log()).contains(RESTORED);

            keepsWhatWorked(before, start, database, connection, Release.V0_27_0);
            assertThat(rows(connection, MIGRATED)).isEqualTo(rows(first, MIGRATED));
            return run;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void leavesWhatUsersDidInTheNewTables(TestServer server) throws SQLException {
        try (TestDatabase database = loaded(server, "v0.24.0");
                Connection connection = database.connect()) {
            Backup backup = Backup.of(database, connection);
            migrate(database, Release.V0_27_0);
            new UserEdits(database, connection).first();
            List<String> edited = rows(connection, MODEL_TABLES);

            backup.restore("system_settings");
            migrate(database, Release.V0_27_0);

            assertThat(rows(connection, MODEL_TABLES)).isEqualTo(edited);
            changesNothing(database, connection, Release.V0_27_0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void mayBeOneOfTheReleaseBetween(TestServer server) throws SQLException {
        for (String[] without : new String[][] {{}, {"system_settings"}}) {
            try (TestDatabase database = loaded(server, "v0.24.0");
                    Connection connection = database.connect()) {
                Snapshot before = PreservationOracle.snapshot(connection);
                migrate(database, Release.V0_26_4);
                Backup backup = Backup.of(database, connection);
                migrate(database, Release.V0_27_0);

                backup.restore(without);
                Snapshot start = PreservationOracle.snapshot(connection);
                assertThat(migrate(database, Release.V0_27_0).log()).contains(RESTORED);

                keepsWhatWorked(before, start, database, connection, Release.V0_27_0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void withAllTablesGoesOnWhereItWas(TestServer server) throws SQLException {
        try (TestDatabase database = loaded(server, "v0.24.0")) {
            migrate(database, Release.V0_27_0);
            try (TestDatabase copy = database.copy();
                    Connection connection = copy.connect()) {
                changesNothing(copy, connection, Release.V0_27_0);
            }
        }
    }

    /** What users wrote between the backup and the restore is gone; what they deleted is back. */
    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void isOfAnEarlierDay(TestServer server) throws SQLException {
        try (TestDatabase database = loaded(server, "v0.24.0");
                Connection connection = database.connect()) {
            Snapshot before = PreservationOracle.snapshot(connection);
            Backup backup = Backup.of(database, connection);
            writeMore(database, connection);
            migrate(database, Release.V0_27_0);

            backup.restore();
            Snapshot start = PreservationOracle.snapshot(connection);
            assertThat(migrate(database, Release.V0_27_0).log()).contains(RESTORED);

            keepsWhatWorked(before, start, database, connection, Release.V0_27_0);
        }
    }

    private static void writeMore(TestDatabase database, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        LegacyRows rows = new LegacyRows(new RowLoader(connection, Instant.now()), new TestSecrets());
        String late = rows.tenant("late", "llm_id", "late-chat@Ollama", "embd_id", "late-embedding");
        rows.model(late, "Ollama", "late-chat", "chat", "late-key-1", "http://late.internal");
        rows.model(late, "Ollama", "late-embedding", "embedding", "late-key-2", null);
        String urls = HardCases.tenant("urls");
        rows.model(urls, "VLLM", "url-late___VLLM", "chat", "late-key-3", "http://late.internal");
        rows.dialog(urls, "late", "url-late@VLLM", "nobody@VLLM");
        connection.commit();
        connection.setAutoCommit(true);
        long now = Instant.now().toEpochMilli();
        database.execute(
                "UPDATE `tenant_llm` SET `api_key` = 'changed-after-the-backup', `update_time` = " + now
                        + " WHERE `tenant_id` = '" + HardCases.tenant("keys") + "' AND `llm_factory` = 'OpenAI'",
                "DELETE FROM `tenant_llm` WHERE `tenant_id` = '" + urls + "' AND `llm_factory` = 'GPUStack'");
    }

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void isMigratedByTheNextRunWhereOneEndsHalfWay(TestServer server) throws SQLException {
        try (TestDatabase database = loaded(server, "v0.24.0");
                Connection connection = database.connect()) {
            Snapshot before = PreservationOracle.snapshot(connection);
            Backup backup = Backup.of(database, connection);
            migrate(database, Release.V0_27_0);
            backup.restore();
            Snapshot start = PreservationOracle.snapshot(connection);
            boolean postgres = server == TestServer.POSTGRES;
            database.execute(
                    postgres
                            ? new String[] {
                                "CREATE FUNCTION halt() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'halt'; END $$"
                                        + " LANGUAGE plpgsql",
                                "CREATE TRIGGER halt BEFORE UPDATE ON dialog FOR EACH ROW EXECUTE FUNCTION halt()"
                            }
                            : new String[] {
                                "CREATE TRIGGER halt BEFORE UPDATE ON dialog FOR EACH ROW SIGNAL SQLSTATE '45000'"
                                        + " SET MESSAGE_TEXT = 'halt'"
                            });
            ProgramRun halted = ProgramRun.on(database, Release.V0_27_0);
            assertThat(halted.exitCode()).as("%s", halted).isEqualTo(1);
            database.execute("DROP TRIGGER halt" + (postgres ? " ON dialog" : ""));

            migrate(database, Release.V0_27_0);

            keepsWhatWorked(before, start, database, connection, Release.V0_27_0);
        }
    }

    /** Nothing about the tables shows it, as where RAGFlow started on the restored database before the migration. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isSeenByTheVerificationAtTheLatest(TestServer server) throws SQLException {
        try (TestDatabase database = loaded(server, "v0.25.6");
                Connection connection = database.connect()) {
            Snapshot before = PreservationOracle.snapshot(connection);
            Backup backup = Backup.of(database, connection);
            migrate(database, Release.V0_26_4);

            backup.restore();
            Snapshot start = PreservationOracle.snapshot(connection);
            assertThat(migrate(database, Release.V0_26_4).log())
                    .doesNotContain(RESTORED)
                    .contains(STARTED_OVER);

            keepsWhatWorked(before, start, database, connection, Release.V0_26_4);
        }
    }

    private static TestDatabase loaded(TestServer server, String tag) throws SQLException {
        TestDatabase database = server.createDatabase().loadRelease(tag);
        HardCases.load(database);
        return database;
    }

    private static ProgramRun migrate(TestDatabase database, Release target) {
        ProgramRun run = ProgramRun.on(database, target);
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }

    /** And is done. */
    private static void keepsWhatWorked(
            Snapshot before, Snapshot start, TestDatabase database, Connection connection, Release target)
            throws SQLException {
        assertThat(PreservationOracle.check(before, start, PreservationOracle.snapshot(connection), target.tag()))
                .isEmpty();
        changesNothing(database, connection, target);
    }

    private static void changesNothing(TestDatabase database, Connection connection, Release target)
            throws SQLException {
        TableChecksums before = checksums(connection);
        ProgramRun run = migrate(database, target);
        assertThat(run.summary()).as("%s", run).contains("nothing to do");
        assertThat(before.differencesTo(checksums(connection))).isEmpty();
    }

    private static TableChecksums checksums(Connection connection) throws SQLException {
        return TableChecksums.of(connection).without(EndToEndTest.OWN_TABLES);
    }

    private static List<String> rows(Connection connection, String... tables) throws SQLException {
        return rows(DatabaseSnapshot.of(connection), tables);
    }

    private static List<String> rows(DatabaseSnapshot snapshot, String... tables) {
        return Stream.of(tables)
                .flatMap(table -> snapshot.rows(table).stream().map(row -> table + " " + row.values()))
                .sorted()
                .toList();
    }
}
