package dev.ragflow.migrator.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.database.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

@DisplayName("The log")
@Tag("fast")
class LogTest {

    private final Logger log = LoggerFactory.getLogger("dev.ragflow.migrator.model.Stage");
    private final Logger library = LoggerFactory.getLogger("com.zaxxer.hikari.HikariConfig");
    private final java.util.logging.Logger liquibase = java.util.logging.Logger.getLogger("liquibase.changelog");
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @AfterEach
    void backToTheStart() {
        MDC.clear();
        LoggingSetup.configure(LogSettings.DEFAULT, System.err, false);
    }

    private void configure(LogFormat format, Level level, boolean colours) {
        LoggingSetup.configure(
                new LogSettings(format, level), new PrintStream(bytes, true, StandardCharsets.UTF_8), colours);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void isForPeopleByDefault() {
        configure(LogFormat.TEXT, Level.INFO, false);
        log.info("Table {}: {} rows", "llm", 5);
        log.warn("Überraschung\nfaked\u001B[31m line");
        log.debug("never");

        assertThat(written().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d INFO  Table llm: 5 rows"),
                        line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d WARN  Überraschung faked \\[31m line"));
    }

    @Test
    void hasColoursOnATerminal() {
        configure(LogFormat.TEXT, Level.INFO, true);
        log.error("bad");

        assertThat(written()).contains("\u001B[31mERROR\u001B[0m bad");
    }

    @Test
    void isJsonForCollectors() throws IOException {
        configure(LogFormat.JSON, Level.INFO, true);
        MDC.put("changeset", "v0.26.4-3");
        log.atInfo()
                .addKeyValue("rows", 5)
                .addKeyValue("duration", Duration.ofMillis(1500))
                .addKeyValue("done", true)
                .addKeyValue("key", Secret.of("s3cr3t"))
                .addKeyValue("message", "not this")
                .log("\"quoted\"\nline \u001B 🔑");

        assertThat(written().lines()).hasSize(1);
        Map<String, String> fields = parse(written());
        assertThat(Instant.parse(fields.remove("timestamp")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(fields)
                .isEqualTo(Map.of(
                        "level", "INFO",
                        "logger", "dev.ragflow.migrator.model.Stage",
                        "message", "\"quoted\"\nline \u001B 🔑",
                        "changeset", "v0.26.4-3",
                        "rows", "5",
                        "duration", "1.500",
                        "done", "true",
                        "key", "****"));
        assertThat(written()).contains("\"rows\":5", "\"done\":true");
    }

    @Test
    void namesTheCategoryOfAnError() throws IOException {
        Problem problem = Problem.of(ErrorCategory.LOCK_TIMEOUT, "Table document is in use");
        configure(LogFormat.TEXT, Level.INFO, false);
        problem.log(log);
        assertThat(written().strip())
                .endsWith("ERROR [lock_timeout] Table document is in use. " + ErrorCategory.LOCK_TIMEOUT.advice());

        bytes.reset();
        configure(LogFormat.JSON, Level.INFO, false);
        problem.log(log);
        assertThat(parse(written()))
                .containsEntry("level", "ERROR")
                .containsEntry("category", "lock_timeout")
                .containsEntry("next", ErrorCategory.LOCK_TIMEOUT.advice());
    }

    @Test
    void tellsExceptionsShortlyUnlessDebugging() throws IOException {
        MigrationException problem = new MigrationException("no", new SQLException("denied", "42000", 1142));
        configure(LogFormat.TEXT, Level.INFO, false);
        log.error("It failed", problem);
        assertThat(written().lines())
                .singleElement()
                .asString()
                .contains("It failed: ", "MigrationException: no: denied");

        bytes.reset();
        configure(LogFormat.JSON, Level.DEBUG, false);
        log.error("It failed", problem);
        assertThat(written().lines()).hasSize(1);
        assertThat(parse(written()).get("exception"))
                .contains("MigrationException: no: denied", "\n    at ", "caused by java.sql.SQLException: denied");
    }

    @Test
    void hearsOfLibrariesOnlyWhatMatters() {
        configure(LogFormat.TEXT, Level.INFO, false);
        library.info("pool");
        liquibase.info("chatter");
        liquibase.warning("odd");
        assertThat(written().lines()).singleElement().asString().endsWith("WARN  [liquibase.changelog] odd");

        bytes.reset();
        configure(LogFormat.TEXT, Level.TRACE, false);
        library.debug("driver properties");
        liquibase.fine("INSERT INTO tenant_llm");
        liquibase.info("chatter");
        log.trace("ours");
        assertThat(written().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("[liquibase.changelog] chatter"),
                        line -> assertThat(line).contains("TRACE ours"));
    }

    @Test
    void keepsValuesInMessagesOfLibrariesToItself() {
        configure(LogFormat.TEXT, Level.INFO, false);
        liquibase.severe(
                "Migration failed: Duplicate entry 'sk-1234567890' for key 'PRIMARY' [Failed SQL: (1062) INSERT"
                        + " INTO tenant_llm VALUES ('sk-1234567890')]");
        liquibase.severe("ERROR: invalid input syntax for type integer: \"sk-1234567890\"");

        assertThat(written())
                .contains("Duplicate entry", "invalid input syntax")
                .doesNotContain("sk-1234567890");
    }

    private static Map<String, String> parse(String json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getText());
            }
        }
        return fields;
    }
}
