package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.Flags;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

/** Everything that a run says, in every form, on data full of credentials. */
@DisplayName("What a run says")
@Tag("server")
class OutputsTest {

    @ParameterizedTest(name = "as {1}, on {0}")
    @CsvSource({"MYSQL, JSON", "MARIADB, TEXT", "POSTGRES, JSON"})
    void holdsNoCredentialAndCanBeRead(TestServer server, LogFormat format, @TempDir Path folder)
            throws SQLException, IOException {
        Path page = folder.resolve("report.html");
        Path data = folder.resolve("report.json");
        Path metrics = folder.resolve("ragflow.prom");
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            HardCases.load(database);
            Map<String, String> environment = RunSettings.environment(database.settings());
            environment.put("RAGFLOW_MIGRATOR_REPORT", page + ", " + data);
            environment.put("RAGFLOW_MIGRATOR_METRICS_FILE", metrics.toString());
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            List<String> log = run(environment, format, out);

            String password = database.settings().password().reveal();
            List<String> secrets = new ArrayList<>(HardCases.secrets());
            // the random end: the beginning names the kind of server
            secrets.add(password.substring(password.lastIndexOf('-') + 1));
            LogSearch.forSecrets(secrets)
                    .inText("the log", String.join("\n", log))
                    .inText("the summary", out.toString(StandardCharsets.UTF_8))
                    .inFile(page)
                    .inFile(data)
                    .inFile(metrics)
                    .assertNothingFound();
            assertThat(page).content().contains("--password", "(given, not shown)");
            if (format == LogFormat.JSON) {
                hasFields(log, database.settings());
            } else {
                assertThat(log)
                        .anyMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d INFO  Connected to .*"))
                        .anyMatch(line -> line.matches(".* INFO  tenant_model, tenant_model: read [0-9,]+ rows.*"));
            }
        }
    }

    private static List<String> run(Map<String, String> environment, LogFormat format, ByteArrayOutputStream out) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        LoggingSetup.configure(
                new LogSettings(format, Level.TRACE), new PrintStream(log, true, StandardCharsets.UTF_8), false);
        try {
            int code = MigrateRun.run(
                    Settings.load(Command.MIGRATE, Flags.none(), environment),
                    new PrintStream(out, true, StandardCharsets.UTF_8));
            assertThat(code).as("%s", log).isZero();
        } finally {
            LoggingSetup.configure(new LogSettings(LogFormat.TEXT, Level.WARN), System.err, false);
        }
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void hasFields(List<String> log, ConnectionSettings login) throws IOException {
        List<Map<String, String>> lines = new ArrayList<>();
        for (String line : log) {
            lines.add(parse(line));
        }
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).containsKeys("timestamp", "level", "logger", "message"))
                // the start-up line
                .anySatisfy(line -> assertThat(line)
                        .containsKeys("version", "database_version")
                        .containsEntry("target_release", "v0.27.0")
                        .containsEntry("database", login.type().id())
                        .containsEntry("host", login.host()))
                // a changeset that changed the schema, and one that was there already
                .anySatisfy(line -> assertThat(line)
                        .containsEntry("changeset", "v0.25.6/table-document")
                        .containsEntry("state", "success")
                        .containsEntry("level", "INFO")
                        .containsKey("duration_seconds"))
                .anySatisfy(line ->
                        assertThat(line).containsEntry("state", "skipped").containsEntry("level", "DEBUG"))
                // rows of a table
                .anySatisfy(line -> {
                    assertThat(line)
                            .containsEntry("stage", "tenant_model_instance")
                            .containsEntry("table", "tenant_model_instance")
                            .containsEntry("changeset", "v0.26.4/tenant_model_instance")
                            .containsKeys("rows_updated", "rows_unchanged", "rows_skipped", "duration_seconds");
                    assertThat(Long.parseLong(line.getOrDefault("rows_read", "")))
                            .isPositive();
                    assertThat(Long.parseLong(line.getOrDefault("rows_inserted", "")))
                            .isPositive();
                });
    }

    /** One object a line, and nothing behind it. */
    private static Map<String, String> parse(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                assertThat(fields.put(name, json.getText()))
                        .as("twice: %s", name)
                        .isNull();
            }
            assertThat(json.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }
}
