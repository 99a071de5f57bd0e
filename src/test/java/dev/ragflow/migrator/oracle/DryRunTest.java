package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.batch.ChunkSize;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.demo.LegacyDatabase;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.model.ModelStages;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.preview.DryRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnWidth;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import dev.ragflow.migrator.testing.WriteWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;
import org.yaml.snakeyaml.Yaml;

@DisplayName("A dry run")
@Tag("server")
class DryRunTest {

    private static final Pattern STATEMENT =
            Pattern.compile(" DEBUG ((ALTER|CREATE|DROP|RENAME|UPDATE|LOCK|SET|SELECT) .*)$");

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest(name = "on {0} from {1}, {2}")
    @CsvSource({
        "MYSQL,    v0.24.0, hard cases",
        "MYSQL,    v0.24.0, demo",
        "MYSQL,    v0.22.1, hard cases",
        "MYSQL,    v0.25.6, hard cases",
        "MYSQL,    v0.26.4, native",
        "MYSQL,    v0.24.0, killed",
        "MYSQL,    v0.25.6, script",
        "MYSQL,    v0.24.0, first hop",
        "POSTGRES, v0.24.0, first hop",
        "POSTGRES, v0.24.0, hard cases",
        "POSTGRES, v0.26.4, native",
        "MARIADB,  v0.24.0, hard cases",
    })
    void tellsWhatTheRunThatFollowsDoes(TestServer server, String tag, String rows, @TempDir Path folder)
            throws SQLException, IOException {
        try (TestDatabase database = server.createDatabase().loadRelease(tag)) {
            load(database, rows);
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            Map<?, ?> plan;
            try (WriteWatch watch = WriteWatch.on(database, reader.user())) {
                plan = dryRun(reader);
                assertThat(watch.writes()).isEmpty();
            }
            Path report = folder.resolve("report.json");
            String log = migrate(database, report);
            Map<?, ?> done = json(Files.readString(report));

            assertThat(rows(list(plan, "steps").stream()
                            .flatMap(step -> list((Map<?, ?>) step, "rows").stream())
                            .toList()))
                    .isEqualTo(rows(list(done, "stages")));
            assertThat(names(list(plan, "steps"), "changeset")).isEqualTo(successful(done));
            assertThat(listed(plan)).isEqualTo(executed(log));
        }
    }

    @Test
    void knowsWhatARunHasDoneBefore(@TempDir Path folder) throws SQLException, IOException {
        try (TestDatabase database = TestServer.MYSQL.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(database);
            migrate(database, folder.resolve("first.json"));
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            assertThat(told(settings(reader, ToolSettings.NONE, OutputFormat.TEXT)))
                    .contains("Next: nothing to do; the run would verify the database and end.");

            // an old pod writes
            long now = System.currentTimeMillis();
            database.execute(
                    "INSERT INTO `tenant_llm` (`tenant_id`, `llm_factory`, `llm_name`, `model_type`, `api_key`, `max_tokens`,"
                            + " `used_tokens`, `status`, `create_time`, `update_time`) SELECT `tenant_id`, 'DeepSeek',"
                            + " 'late-comer', 'chat', 'sk-late', 7, 0, '1', " + now + ", " + now + " FROM"
                            + " `tenant_llm` LIMIT 1");
            Map<?, ?> plan = dryRun(reader);
            Path report = folder.resolve("second.json");
            migrate(database, report);
            assertKnownIsDone(plan, json(Files.readString(report)));
            assertThat(names(list(plan, "steps"), "changeset"))
                    .contains("v0.26.4/tenant_model_provider", "v0.27.0/tenant_model_seeding");
        }
    }

    @ParameterizedTest(name = "on {0} from {1}")
    @CsvSource({
        // tenant_model comes back out of its backup first
        "MYSQL,    RENAMED_AND_CREATED_ANEW, tenant_model_seeding",
        // the repair reads what the run rewrites before it
        "MYSQL,    ALL_DEFAULT,              tenant_model_id_migration",
        // rows are put right where they are
        "MYSQL,    NO_TYPES,                 tenant_model_id_migration",
    })
    void saysWhatItCannotTellAndOfTheRestTheTruth(
            TestServer server, HalfDoneState state, String unknown, @TempDir Path folder)
            throws SQLException, IOException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.25.6")) {
            HardCases.load(database);
            assertThat(ProgramRun.on(database, state.base().orElseThrow()).exitCode())
                    .isZero();
            state.leaveIn(database);
            EndToEndTest.forgetTables(database);

            Map<?, ?> plan = json(told(
                    settings(ReadOnlyAccount.of(database), ToolSettings.NONE, state.needsRepair(), OutputFormat.JSON)));
            Path report = folder.resolve("report.json");
            migrate(RunSettings.reporting(database.settings(), Release.newest(), state.needsRepair(), report));
            assertKnownIsDone(plan, json(Files.readString(report)));
            assertThat(list(plan, "steps").stream()
                            .map(each -> (Map<?, ?>) each)
                            .filter(step -> step.get("unknown") != null)
                            .map(step -> String.valueOf(step.get("changeset"))))
                    .anyMatch(changeset -> changeset.endsWith("/" + unknown));
        }
    }

    /** Every count of a plan that does not call it unknown is one of the run's. */
    private static void assertKnownIsDone(Map<?, ?> plan, Map<?, ?> done) {
        List<String> stages = rows(list(done, "stages"));
        for (Object each : list(plan, "steps")) {
            Map<?, ?> step = (Map<?, ?>) each;
            if (step.get("unknown") == null) {
                assertThat(stages).containsAll(rows(list(step, "rows")));
            }
        }
    }

    @ParameterizedTest(name = "on {0} from {1}")
    @CsvSource({
        "MYSQL,v0.19.0",
        "MYSQL,v0.22.1",
        "MYSQL,v0.24.0",
        "MYSQL,v0.25.6",
        "MYSQL,v0.26.4",
        "MYSQL,v0.27.0",
        "POSTGRES,v0.19.0",
        "POSTGRES,v0.22.1",
        "POSTGRES,v0.24.0",
        "POSTGRES,v0.25.6",
        "POSTGRES,v0.26.4",
        "POSTGRES,v0.27.0"
    })
    void writesNothingOnAnyRelease(TestServer server, String tag) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease(tag)) {
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            try (WriteWatch watch = WriteWatch.on(database, reader.user())) {
                String text = told(settings(reader, ToolSettings.NONE, OutputFormat.TEXT));
                assertThat(watch.writes()).isEmpty();
                assertThat(text)
                        .startsWith("Dry run: nothing was written")
                        .contains("Release: " + tag + ", version marker none", "Target: v0.27.0", "Next: ");
                if (tag.equals("v0.27.0")) {
                    ToolSettings dryRun = ToolSettings.NONE.with(RunMode.DRY_RUN);
                    assertThat(told(RunSettings.of(
                                    Command.MIGRATE, reader, Release.V0_26_4, OutputFormat.TEXT, dryRun)))
                            .contains("Next: nothing to do for v0.26.4; the database is newer.")
                            .doesNotContain("What would run");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestServer.class, names = "MARIADB", mode = EnumSource.Mode.EXCLUDE)
    void tellsPeopleWhatTheyHaveToKnow(TestServer server, @TempDir Path folder) throws SQLException, IOException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(database);
            ConnectionSettings reader = ReadOnlyAccount.of(database);
            Path file = folder.resolve("plan.sql");

            String text = told(settings(reader, ToolSettings.NONE.withSql(file), OutputFormat.TEXT));
            String sql = Files.readString(file);
            String json = told(settings(reader, ToolSettings.NONE, OutputFormat.JSON));

            assertThat(text)
                    .contains(
                            "What would run, in order:",
                            "  1. v0.25.6/tenant-llm-key: Table tenant_llm:",
                            "Rows, as the run would report them:",
                            "tenant_model_seeding",
                            "Tables rebuilt",
                            "  tenant_llm, about",
                            "Estimate: ",
                            "Next: back the database up");
            assertThat(sql)
                    .contains(
                            "-- For review, not to be run by hand",
                            "-- v0.26.4/tenant_model_provider: ",
                            "CREATE TABLE ")
                    .contains("-- tenant_model_provider: reads ");
            assertThat(json).contains("\"estimate\":{\"least_seconds\":", "\"unknown\":null");
            LogSearch.forSecrets(HardCases.secrets())
                    .inText("the plan", text)
                    .inText("the statements", sql)
                    .inText("the plan as JSON", json)
                    .assertNothingFound();

            String some = told(settings(
                    reader,
                    ToolSettings.NONE.with(RunMode.DRY_RUN, "schema", "tenant_model_provider"),
                    OutputFormat.TEXT));
            assertThat(some)
                    .contains("stages schema, tenant_model_provider", "still to do afterwards: tenant_model_instance")
                    .doesNotContain("tenant_model_seeding  ");
            assertThatThrownBy(() -> told(settings(
                            reader,
                            ToolSettings.NONE.with(RunMode.DRY_RUN, "tenant_model_instance"),
                            OutputFormat.TEXT)))
                    .hasMessageContaining("schema, tenant_model_provider must be done first");
        }
    }

    private static String told(Settings settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(DryRun.run(settings, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void load(TestDatabase database, String rows) throws SQLException {
        switch (rows) {
            case "demo" -> LegacyDatabase.fill(database, 60);
            case "native" -> {
                HardCases.load(database);
                try (Connection connection = database.connect()) {
                    NativeCases.load(new RowLoader(connection), "tenant_model");
                }
            }
            case "killed" -> {
                HardCases.load(database);
                kill(database);
            }
            case "first hop" -> {
                HardCases.load(database);
                try (Connection connection = database.connect()) {
                    HopCases.load(new LegacyRows(new RowLoader(connection), new TestSecrets()));
                }
                assertThat(ProgramRun.on(database, Release.V0_26_4).exitCode()).isZero();
            }
            case "script" -> {
                HardCases.load(database);
                FormerScript.run(database);
            }
            default -> HardCases.load(database);
        }
    }

    /** The tables are there, and the data stages end somewhere in the middle. */
    private static void kill(TestDatabase test) throws SQLException {
        ToolSettings tables = ToolSettings.NONE.with(RunMode.FULL, "schema");
        assertThat(MigrateRun.run(
                        RunSettings.of(Command.MIGRATE, test.settings(), Release.newest(), OutputFormat.TEXT, tables),
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)))
                .isZero();
        AtomicInteger left = new AtomicInteger(40);
        StageProgress killing = (stage, table, done, total) -> {
            if (left.decrementAndGet() <= 0) {
                throw new Killed();
            }
        };
        try (Database database = test.open();
                Connection connection = database.dedicatedConnection()) {
            ModelStages stages = new ModelStages(
                    database,
                    Release.newest(),
                    Catalogue.builtIn(Release.newest()),
                    false,
                    Clock.systemUTC(),
                    (table, column, characters) ->
                            ColumnWidth.ensure(connection, database.dialect(), table, column, characters),
                    Pacing.of(new ChunkSize.Bounds(Duration.ofSeconds(1), 5, 5), killing));
            for (String stage : stages.names()) {
                stages.run(stage);
            }
            throw new AssertionError("the stages came to their end");
        } catch (Killed e) {
            assertThat(left.get()).isZero();
        }
    }

    static Settings settings(ConnectionSettings login, ToolSettings tools, OutputFormat output) {
        return settings(login, tools, false, output);
    }

    private static Settings settings(
            ConnectionSettings login, ToolSettings tools, boolean repair, OutputFormat output) {
        String[] stages = tools.stages().toArray(String[]::new);
        return RunSettings.of(
                Command.MIGRATE, login, Release.newest(), repair, output, tools.with(RunMode.DRY_RUN, stages));
    }

    private static Map<?, ?> dryRun(ConnectionSettings login) {
        return json(told(settings(login, ToolSettings.NONE, OutputFormat.JSON)));
    }

    private static String migrate(TestDatabase database, Path report) {
        return migrate(RunSettings.reporting(database.settings(), Release.newest(), report));
    }

    private static String migrate(Settings settings) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        LoggingSetup.configure(
                new LogSettings(LogFormat.TEXT, Level.DEBUG),
                new PrintStream(log, true, StandardCharsets.UTF_8),
                false);
        try {
            int code = MigrateRun.run(
                    settings, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            assertThat(code).as("%s", log).isZero();
        } finally {
            LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.WARN), System.err, false);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    private static Map<?, ?> json(String text) {
        return new Yaml().load(text);
    }

    private static List<?> list(Map<?, ?> object, String key) {
        return (List<?>) Objects.requireNonNull(object.get(key), key);
    }

    /** Stage and table with all counts. */
    private static List<String> rows(List<?> stages) {
        List<String> rows = new ArrayList<>();
        for (Object each : stages) {
            Map<?, ?> row = (Map<?, ?>) each;
            Map<String, Object> skipped = new TreeMap<>();
            if (row.get("skipped") instanceof Map<?, ?> why) {
                why.forEach((reason, count) -> skipped.put(String.valueOf(reason), count));
            } else {
                for (Object reason : list(row, "skipped_why")) {
                    skipped.put(String.valueOf(((Map<?, ?>) reason).get("reason")), ((Map<?, ?>) reason).get("rows"));
                }
            }
            rows.add(row.get("stage") + " " + row.get("table") + ": read " + row.get("read") + ", inserted "
                    + row.get("inserted") + ", updated " + row.get("updated") + ", unchanged " + row.get("unchanged")
                    + ", skipped " + skipped);
        }
        return rows;
    }

    private static List<String> names(List<?> objects, String key) {
        return objects.stream()
                .map(each -> String.valueOf(((Map<?, ?>) each).get(key)))
                .toList();
    }

    private static List<String> successful(Map<?, ?> report) {
        return list(report, "changesets").stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each -> "success".equals(each.get("state")))
                .map(each -> String.valueOf(each.get("name")))
                // these only set a tag
                .filter(name -> !name.endsWith("/release"))
                .toList();
    }

    /** The schema statements of a plan, those for the program's own tables left out. */
    private static List<String> listed(Map<?, ?> plan) {
        return list(plan, "steps").stream()
                .flatMap(step -> list((Map<?, ?>) step, "statements").stream())
                .map(each -> (Map<?, ?>) each)
                .filter(each -> Boolean.FALSE.equals(each.get("own")))
                .map(each -> plain(String.valueOf(each.get("sql"))))
                .toList();
    }

    private static List<String> executed(String log) {
        List<String> statements = new ArrayList<>();
        log.lines().forEach(line -> {
            Matcher statement = STATEMENT.matcher(line);
            if (statement.find()
                    && statement.group(1).matches("(ALTER|CREATE|DROP|RENAME|UPDATE|LOCK|SET|SELECT) .*")) {
                statements.add(plain(statement.group(1)));
            }
        });
        return statements;
    }

    private static String plain(String sql) {
        return sql.replaceFirst(", ALGORITHM=.*", "").replaceAll("\\s+", " ").strip();
    }
}
