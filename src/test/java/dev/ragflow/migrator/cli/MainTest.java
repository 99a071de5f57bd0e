package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.MigrationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The program")
@Tag("fast")
class MainTest {

    private static final String SECRET = "s3cr3t-Pa55word";
    private static final Map<String, String> ENOUGH = Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", SECRET);

    @ParameterizedTest
    @ValueSource(strings = {"--wait-timeout 7", "migrate --wait-timeout 7", "--wait-timeout=7 migrate -v"})
    void migratesUnlessToldOtherwise(String args) {
        ProgramRun run = ProgramRun.of(ENOUGH, args.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.started().waitTimeout()).hasSeconds(7);
        assertThat(run.out()).isEmpty();
        assertThat(run.errorLines())
                .first()
                .asString()
                .matches(
                        "\\d\\d:\\d\\d:\\d\\d INFO  ragflow-migrator \\d.* to RAGFlow v\\S+: mysql root@db:3306/rag_flow"
                                + " \\(.*password from the variable MYSQL_PASSWORD\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback --to v0.26.4", "rollback --to=0.26.4 --lock-timeout 5"})
    void takesBackWhatItIsTold(String args) {
        ProgramRun run = ProgramRun.of(ENOUGH, args.split(" "));

        assertThat(run.started().command()).isEqualTo(Command.ROLLBACK);
        assertThat(run.started().targetRelease().tag()).isEqualTo("v0.26.4");
        assertThat(run.errorLines()).first().asString().contains(" rollback to RAGFlow v0.26.4: mysql root@db:3306");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--workers 3", "migrate --workers 3", "verify --workers=3"})
    void worksOnAsManyConnectionsAsItIsTold(String args) {
        assertThat(ProgramRun.of(ENOUGH, args.split(" ")).started().pace().workers())
                .isEqualTo(3);
    }

    @Test
    void takesEveryFlagTogether(@TempDir Path folder) throws Exception {
        Path catalogue = Files.writeString(folder.resolve("llm_factories.json"), "{}");
        Path password = Files.writeString(folder.resolve("password"), " " + SECRET + " \r\n");
        ProgramRun run = ProgramRun.of(
                Map.of("RAGFLOW_MIGRATOR_DRIVER_PROPERTY", "a=1&b=2&c=x=y"),
                ("--db-type postgres --host h --port 1 --user u --database d --password-file " + password
                                + " --target-release v0.25.6 --wait-timeout 1m --lock-timeout 2m --llm-factories "
                                + catalogue
                                + " --tls-mode required --driver-property b=3 --driver-property=e= --log-format"
                                + " json --log-level warn")
                        .split(" "));

        Settings settings = run.started();
        assertThat(settings.connection().describe()).isEqualTo("postgres u@h:1/d");
        assertThat(settings.connection().password().reveal()).isEqualTo(" " + SECRET + " ");
        assertThat(settings.connection().driverProperties())
                .isEqualTo(Map.of("sslmode", "require", "a", "1", "b", "3", "c", "x=y", "e", ""));
        assertThat(settings.targetRelease().tag()).isEqualTo("v0.25.6");
        assertThat(settings.llmFactories()).contains(catalogue);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void anEmptyPasswordFileIsAnEmptyPassword(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "\n");

        assertThat(ProgramRun.of(ENOUGH, "--password-file", password.toString())
                        .started()
                        .connection()
                        .password()
                        .reveal())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@file", "-x", "it's", "a b", "${HOME}", "%s", "\"quoted\"", "=", "a,b"})
    void passwordsOfAnyCharacters(String password) {
        ProgramRun run = ProgramRun.of(Map.of("MYSQL_HOST", "db"), "--password=" + password);

        assertThat(run.started().connection().password().reveal()).isEqualTo(password);
    }

    @Test
    void warnsOfPasswordsOnTheCommandLine() {
        ProgramRun run = ProgramRun.of(Map.of("MYSQL_HOST", "db"), "--password", SECRET);

        assertThat(run.started().connection().password().reveal()).isEqualTo(SECRET);
        assertThat(run.errorLines())
                .filteredOn(line -> line.contains(" WARN "))
                .singleElement()
                .asString()
                .contains("--password-file", "RAGFLOW_MIGRATOR_PASSWORD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "migrate --version"})
    void tellsItsVersion(String args) {
        ProgramRun run = ProgramRun.of(Map.of(), args.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("ragflow-migrator \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "migrate --help", "--host db --help"})
    void helpsWithoutSettings(String args) {
        ProgramRun run = ProgramRun.of(Map.of(), args.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("RAGFLOW_MIGRATOR_", "MYSQL_HOST", "POSTGRES_HOST", "the first one given wins", "Examples:")
                .contains("\n  0   ", "\n  1   ", "\n  2   ", "\n  3   ", "\n  4   ")
                .doesNotContain("\u001B", "null");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void helpNamesEverySetting(Command command) {
        List<String> help =
                ProgramRun.of(Map.of(), command.text(), "--help").out().lines().toList();
        for (Setting setting : Setting.values()) {
            assertThat(help.stream().anyMatch(line -> line.matches(" +(-., )?" + setting.flag() + "(=.*| .*|)")))
                    .as("%s of %s", setting.flag(), command.text())
                    .isEqualTo(setting.isFor(command));
        }
    }

    @Test
    void helpTellsNoSettingThatIsThere() {
        Map<String, String> environment = Map.of(
                "MYSQL_PASSWORD", SECRET, "RAGFLOW_MIGRATOR_PASSWORD", SECRET, "RAGFLOW_MIGRATOR_HOST", "in-use");

        assertThat(ProgramRun.of(environment, "--password", SECRET, "--help").out())
                .doesNotContain(SECRET, "in-use");
    }

    @Test
    void passesOnTheExitCodeOfTheMigration() {
        assertThat(ProgramRun.of((settings, out) -> 4, ENOUGH).exitCode()).isEqualTo(4);
    }

    @Test
    void aFailedMigrationIsOneLine() {
        ProgramRun run = ProgramRun.of(
                (settings, out) -> {
                    throw new MigrationException("Table tenant_llm: no", new SQLException("denied", "42000", 1142));
                },
                ENOUGH,
                "--log-level=error");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains(
                        "ERROR [permission] Table tenant_llm: no: denied (error 1142, SQLSTATE 42000). The account lacks");
    }

    @Test
    void anythingUncaughtIsOneLineWithoutItsMessage() {
        MigrationStarter broken = (settings, out) -> {
            throw new IllegalStateException("row with " + SECRET, new SQLException("Duplicate entry '" + SECRET + "'"));
        };

        ProgramRun quiet = ProgramRun.of(broken, ENOUGH, "--log-level=error");
        ProgramRun loud = ProgramRun.of(broken, ENOUGH, "--log-level=debug");

        assertThat(quiet.exitCode()).isEqualTo(1);
        assertThat(quiet.errorLines()).singleElement().asString().contains("java.lang.IllegalStateException");
        assertThat(loud.exitCode()).isEqualTo(1);
        assertThat(loud.err())
                .contains(
                        "    at dev.ragflow.migrator.cli.MainTest", "caused by java.sql.SQLException: Duplicate entry")
                .doesNotContain(SECRET);
    }
}
