package dev.ragflow.migrator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.chaos.ProgramProcess.Moment;
import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.oracle.HardCases;
import dev.ragflow.migrator.oracle.PreservationOracle;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/** The hard cases of v0.24.0, and what an undisturbed run makes of them; kept once for each server. */
final class HardDatabase {

    /** Of the program, of Liquibase; system_settings holds the marker with its time. */
    private static final String[] NOT_COMPARED = {
        "DATABASECHANGELOG",
        "DATABASECHANGELOGLOCK",
        "databasechangelog",
        "databasechangeloglock",
        "migration_history",
        "ragflow_migrator_checkpoint",
        "ragflow_migrator_slot_type",
        "system_settings"
    };

    private static final Map<TestServer, HardDatabase> KEPT = new EnumMap<>(TestServer.class);

    private final TestServer server;
    private final TestDatabase template;
    private final Snapshot before;
    private final TableChecksums expected;
    private final List<Moment> moments;

    private HardDatabase(TestServer server) throws SQLException, InterruptedException {
        this.server = server;
        this.template = server.createDatabase().loadRelease("v0.24.0");
        HardCases.load(template);
        try (Connection connection = template.connect()) {
            before = PreservationOracle.snapshot(connection);
        }
        try (TestDatabase straight = template.copy();
                ProgramProcess run = LeanProgram.start(straight.settings())) {
            assertThat(run.awaitEnd()).as("%s", run.output()).isZero();
            expected = meaning(straight);
            moments = run.moments(line -> isChangeset(line) || line.startsWith("Total: "));
        }
    }

    static synchronized HardDatabase on(TestServer server) throws SQLException, InterruptedException {
        HardDatabase kept = KEPT.get(server);
        if (kept == null) {
            kept = new HardDatabase(server);
            KEPT.put(server, kept);
        }
        return kept;
    }

    /** Whether a line of the log says that a changeset is over. */
    static boolean isChangeset(String line) {
        return line.matches(".* v0\\.2\\d\\.\\d/[\\w-]+: .* \\([\\d.]+ s\\)");
    }

    /** A fresh one, not yet migrated. */
    TestDatabase copy() {
        return template.copy();
    }

    /** When the changesets of an undisturbed run were over, and the run itself. */
    List<Moment> moments() {
        return moments;
    }

    /** Migrates, in this process, what some disturbed runs have left. */
    static void complete(TestDatabase database) {
        LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.WARN), System.err, false);
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        int exitCode = MigrateRun.run(
                RunSettings.of(Command.MIGRATE, database.settings(), Release.V0_27_0),
                new PrintStream(summary, true, StandardCharsets.UTF_8));
        assertThat(exitCode).as("%s", summary.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** What is not as after an undisturbed run. */
    void assertAsUndisturbed(TestDatabase database) throws SQLException, InterruptedException {
        assertThat(meaning(database).differencesTo(expected)).isEmpty();
        assertKept(database);
    }

    /** What worked before works still, no pass is left unfinished, no lock is left behind. */
    void assertKept(TestDatabase database) throws SQLException, InterruptedException {
        try (Connection connection = database.connect()) {
            assertThat(PreservationOracle.check(before, PreservationOracle.snapshot(connection), "v0.27.0"))
                    .isEmpty();
            assertThat(number(connection, "SELECT COUNT(*) FROM ragflow_migrator_checkpoint WHERE finished = 0"))
                    .as("unfinished passes")
                    .isZero();
            String locks = server == TestServer.POSTGRES
                    ? "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                            + " (SELECT oid FROM pg_database WHERE datname = current_database())"
                    : "SELECT (IS_USED_LOCK('init_database_tables') IS NOT NULL)"
                            + " + (IS_USED_LOCK(CONCAT('ragflow_migrator.', DATABASE())) IS NOT NULL)";
            // the server needs a moment to notice that a session has ended
            for (int i = 0; i < 50 && number(connection, locks) > 0; i++) {
                Thread.sleep(100);
            }
            assertThat(number(connection, locks)).as("locks left behind").isZero();
        }
    }

    private static TableChecksums meaning(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return TableChecksums.masked(connection).without(NOT_COMPARED);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
