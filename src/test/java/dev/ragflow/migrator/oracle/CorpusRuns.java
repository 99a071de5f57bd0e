package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.Flags;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.migrate.VerifyRun;
import dev.ragflow.migrator.oracle.PreservationOracle.Snapshot;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.Corpus;
import dev.ragflow.migrator.testing.ReleaseSchema;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of a dump of the corpus: migrated to v0.27.0 without options, migrated again, repaired, verified strictly.
 *
 * @param marker the version marker after the first run
 * @param missing columns of v0.27.0 that are not there after the first run
 * @param lost what the oracle says after the repair
 * @param changedJson JSON texts whose bytes changed outside of references
 * @param count what the summary counts
 * @param migrated after the first run
 * @param repaired after the repair
 * @param strict what the strict verification after the repair says
 * @param remedied the same after its remedy
 */
record CorpusRuns(
        ProgramRun first,
        ProgramRun second,
        ProgramRun repair,
        @Nullable String marker,
        Set<String> missing,
        List<String> lost,
        List<String> changedJson,
        PreservedCount count,
        DatabaseSnapshot migrated,
        DatabaseSnapshot repaired,
        Verified strict,
        Verified remedied) {

    /** What {@code verify --strict} ended with and printed. */
    record Verified(int exitCode, String text) {}

    private static final Map<TestServer, Snapshot> BEFORE = new EnumMap<>(TestServer.class);

    static CorpusRuns of(TestServer server, Corpus corpus) throws SQLException {
        Snapshot before = before(server);
        try (TestDatabase database = corpus.load(server);
                Connection connection = database.connect()) {
            Snapshot start = PreservationOracle.snapshot(connection);
            ProgramRun first = ProgramRun.on(database, Release.V0_27_0);
            String marker = marker(connection);
            Set<String> missing = missingColumns(connection);
            DatabaseSnapshot migrated = DatabaseSnapshot.of(connection);
            ProgramRun second = ProgramRun.on(database, Release.V0_27_0);
            ProgramRun repair = ProgramRun.on(database, Release.V0_27_0, true);
            Snapshot repaired = PreservationOracle.snapshot(connection);
            Verified strict = verify(database);
            return new CorpusRuns(
                    first,
                    second,
                    repair,
                    marker,
                    missing,
                    PreservationOracle.check(before, start, repaired, "v0.27.0"),
                    JsonMask.changed(start.database(), repaired.database()),
                    new PreservedCount(before.database(), start.database()),
                    migrated,
                    repaired.database(),
                    strict,
                    remedied(database));
        }
    }

    private static Snapshot before(TestServer server) throws SQLException {
        Snapshot known = BEFORE.get(server);
        if (known != null) {
            return known;
        }
        try (TestDatabase database = Corpus.BEFORE.load(server);
                Connection connection = database.connect()) {
            Snapshot before = PreservationOracle.snapshot(connection);
            BEFORE.put(server, before);
            return before;
        }
    }

    /** The one model that nobody knows the type of gets one, as an operator would do who knows it. */
    private static Verified remedied(TestDatabase database) {
        database.execute("UPDATE `tenant_llm` SET `model_type` = 'chat' WHERE `llm_name` = 'notype'");
        ProgramRun run = ProgramRun.on(database, Release.V0_27_0, true);
        Verified verified = verify(database);
        return run.exitCode() == 0 ? verified : new Verified(run.exitCode(), run.toString());
    }

    private static Verified verify(TestDatabase database) {
        Map<String, String> environment = RunSettings.environment(database.settings());
        environment.put("RAGFLOW_MIGRATOR_TARGET_RELEASE", "v0.27.0");
        environment.put("RAGFLOW_MIGRATOR_STRICT", "true");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = VerifyRun.run(
                Settings.load(Command.VERIFY, Flags.none(), environment),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Verified(exitCode, out.toString(StandardCharsets.UTF_8));
    }

    private static @Nullable String marker(Connection connection) throws SQLException {
        List<String> found = strings(
                connection, "SELECT value FROM system_settings WHERE name = 'mysql_migration.database.version'");
        return found.size() == 1 ? found.get(0) : found.toString();
    }

    private static Set<String> missingColumns(Connection connection) throws SQLException {
        Set<String> missing = new TreeSet<>();
        ReleaseSchema.of("v0.27.0").tables().forEach((table, content) -> content.columns()
                .forEach(column -> missing.add(table + "." + column.name())));
        boolean postgres = connection.getMetaData().getIdentifierQuoteString().equals("\"");
        strings(
                        connection,
                        "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = "
                                + (postgres ? "current_schema()" : "database()"))
                .forEach(missing::remove);
        return missing;
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
