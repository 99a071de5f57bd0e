package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@DisplayName("A wrong, missing or contradictory setting")
@Tag("fast")
class ConfigurationErrorsTest {

    private static final String SECRET = "s3cr3t-Pa55word";

    /** RAGFlow's variables, all that is needed. */
    private static final Map<String, String> ENOUGH = Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", SECRET);

    private static final Map<String, String> NOTHING = Map.of();

    /** One way to be wrong; {@code DIR} in arguments and variables stands for the folder with the files below. */
    record Mistake(Map<String, String> environment, List<String> args, List<String> named) {

        static Mistake of(Map<String, String> environment, String args, String... named) {
            return new Mistake(environment, args.isEmpty() ? List.of() : List.of(args.split(" ")), List.of(named));
        }

        @Override
        public String toString() {
            return (String.join(" ", environment.keySet()) + " " + String.join(" ", args)).replace(SECRET, "…");
        }
    }

    static final List<Mistake> MISTAKES = List.of(
            // missing
            Mistake.of(NOTHING, "", "--host", "MYSQL_HOST", "RAGFLOW_MIGRATOR_HOST", "--config"),
            Mistake.of(Map.of("MYSQL_PASSWORD", SECRET, "MYSQL_USER", "root"), "migrate", "--host"),
            Mistake.of(
                    Map.of("POSTGRES_HOST", "pg", "POSTGRES_PASSWORD", SECRET), "", "--host", "POSTGRES_HOST is set"),
            Mistake.of(Map.of("DB_TYPE", "postgres"), "", "--host", "POSTGRES_HOST"),
            Mistake.of(Map.of("MYSQL_PASSWORD", SECRET), "--host db", "--user", "MYSQL_USER", "read from --host"),
            Mistake.of(Map.of("MYSQL_PASSWORD", SECRET), "--host db --user u", "--database", "MYSQL_DBNAME"),
            Mistake.of(
                    Map.of("RAGFLOW_MIGRATOR_HOST", "db", "MYSQL_PASSWORD", SECRET),
                    "",
                    "--user",
                    "the variable RAGFLOW_MIGRATOR_HOST"),
            Mistake.of(
                    Map.of("DB_TYPE", "postgres", "POSTGRES_HOST", "pg", "POSTGRES_PASSWORD", SECRET),
                    "",
                    "--user",
                    "POSTGRES_USER"),
            Mistake.of(Map.of("MYSQL_HOST", "db"), "", "--password", "--password-file", "MYSQL_PASSWORD"),
            Mistake.of(Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", ""), "", "--password is missing"),
            Mistake.of(NOTHING, "--config DIR/unset.yaml", "--password", "section mysql of", "unset.yaml", "not set"),
            Mistake.of(NOTHING, "--config DIR/hostless.yaml", "--host", "section mysql of", "hostless.yaml"),
            // wrong
            Mistake.of(ENOUGH, "--report DIR/report.pdf", "--report", "report.pdf", ".html", ".json"),
            Mistake.of(
                    ENOUGH, "--report DIR/gone/report.html", "--report", "not a directory that this user may write to"),
            Mistake.of(ENOUGH, "--report DIR/a.json --report DIR/a.json", "--report", "more than once"),
            Mistake.of(ENOUGH, "--port 33o6", "--port", "33o6"),
            Mistake.of(ENOUGH, "--port 65536", "--port", "65536"),
            Mistake.of(ENOUGH, "--port 0", "--port"),
            Mistake.of(
                    Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", SECRET, "MYSQL_PORT", "tcp://10.0.0.1:3306"),
                    "",
                    "--port",
                    "the variable MYSQL_PORT"),
            Mistake.of(NOTHING, "--config DIR/port.yaml", "--port", "'x'", "section mysql of"),
            Mistake.of(ENOUGH, "--host db:3306", "--host", "--port"),
            Mistake.of(ENOUGH, "--host db/rag?x=y", "--host"),
            Mistake.of(
                    Map.of("MYSQL_HOST", "one,two", "MYSQL_PASSWORD", SECRET), "", "--host", "the variable MYSQL_HOST"),
            Mistake.of(Map.of("DB_TYPE", "gaussdb"), "", "--db-type", "GaussDB", "the variable DB_TYPE"),
            Mistake.of(ENOUGH, "--db-type oracle", "--db-type", "oracle", "postgres"),
            Mistake.of(ENOUGH, "--target-release v0.20.0", "--target-release", "v0.20.0", "v0.26.4"),
            Mistake.of(ENOUGH, "--wait-timeout soon", "--wait-timeout", "soon", "30s"),
            Mistake.of(ENOUGH, "--wait-timeout=-1", "--wait-timeout"),
            Mistake.of(
                    Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", SECRET, "RAGFLOW_MIGRATOR_LOCK_TIMEOUT", "1d"),
                    "",
                    "--lock-timeout",
                    "the variable RAGFLOW_MIGRATOR_LOCK_TIMEOUT"),
            Mistake.of(ENOUGH, "wait --wait-timeout soon", "--wait-timeout", "soon", "30s"),
            Mistake.of(ENOUGH, "wait --target-release v0.20.0", "--target-release", "v0.20.0", "v0.26.4"),
            Mistake.of(ENOUGH, "wait --repair", "--repair is not an option of wait"),
            Mistake.of(ENOUGH, "wait --lock-timeout 5", "--lock-timeout is not an option of wait"),
            Mistake.of(NOTHING, "wait", "--host"),
            Mistake.of(ENOUGH, "verify --workers 0", "--workers", "'0'", "from 1 to 16"),
            Mistake.of(ENOUGH, "verify --workers=17", "--workers", "'17'", "from 1 to 16"),
            Mistake.of(
                    Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", SECRET, "RAGFLOW_MIGRATOR_WORKERS", "17"),
                    "verify",
                    "--workers",
                    "the variable RAGFLOW_MIGRATOR_WORKERS"),
            Mistake.of(ENOUGH, "status --workers 2", "--workers is not an option of status"),
            Mistake.of(ENOUGH, "--if-newer ignore", "--if-newer", "ignore", "accept, refuse"),
            Mistake.of(ENOUGH, "--quiesce a,Ragflow", "--quiesce", "Ragflow", "not a valid Deployment name"),
            Mistake.of(ENOUGH, "--quiesce a --quiesce-timeout x", "--quiesce-timeout", "x"),
            Mistake.of(NOTHING, "resume", "--quiesce"),
            Mistake.of(NOTHING, "resume --host db --quiesce a", "--host is not an option of resume"),
            Mistake.of(NOTHING, "resume --quiesce a,", "--quiesce", "''"),
            Mistake.of(ENOUGH, "--log-format xml", "--log-format", "xml", "json"),
            Mistake.of(ENOUGH, "--log-level loud", "--log-level", "loud"),
            Mistake.of(
                    Map.of("RAGFLOW_MIGRATOR_VERBOSE", "maybe"), "", "--verbose", "variable RAGFLOW_MIGRATOR_VERBOSE"),
            Mistake.of(ENOUGH, "--llm-factories DIR/none.json", "--llm-factories", "none.json", "does not exist"),
            Mistake.of(ENOUGH, "--llm-factories DIR", "--llm-factories", "directory"),
            Mistake.of(ENOUGH, "--tls-mode strict", "--tls-mode", "strict", "verify-full"),
            Mistake.of(ENOUGH, "--tls-ca DIR/none.pem", "--tls-ca", "none.pem"),
            Mistake.of(ENOUGH, "--tls-ca DIR/port.yaml", "--tls-ca", "port.yaml", "no certificate"),
            Mistake.of(ENOUGH, "--tls-ca DIR/broken.pem", "--tls-ca", "broken.pem"),
            Mistake.of(ENOUGH, "--tls-key DIR/broken.pem --tls-mode required", "--tls-key", "--tls-cert"),
            Mistake.of(ENOUGH, "--driver-property " + SECRET, "--driver-property", "name=value"),
            Mistake.of(ENOUGH, "--driver-property password=" + SECRET, "--driver-property", "--password-file"),
            Mistake.of(NOTHING, "--config DIR/ssl.yaml", "--config", "'perhaps'", "section mysql of"),
            // files
            Mistake.of(ENOUGH, "--config DIR/none.yaml", "--config", "none.yaml", "does not exist"),
            Mistake.of(
                    Map.of("RAGFLOW_MIGRATOR_CONFIG", "DIR"), "", "--config", "directory", "RAGFLOW_MIGRATOR_CONFIG"),
            Mistake.of(ENOUGH, "--config DIR/unclosed.yaml", "--config", "unclosed.yaml", "line 4"),
            Mistake.of(ENOUGH, "--config DIR/alias.yaml", "--config", "alias.yaml", "line 3"),
            Mistake.of(ENOUGH, "--config DIR/object.yaml", "--config", "object.yaml", "line"),
            Mistake.of(ENOUGH, "--config DIR/latin1.yaml", "--config", "latin1.yaml", "UTF-8"),
            Mistake.of(ENOUGH, "--config DIR/list.yaml", "--config", "list.yaml", "no sections"),
            Mistake.of(ENOUGH, "--config DIR/empty.yaml", "--config", "empty.yaml", "no section mysql"),
            Mistake.of(
                    Map.of("DB_TYPE", "postgres"),
                    "--config DIR/port.yaml",
                    "no section postgres",
                    "database sections are: mysql",
                    "DB_TYPE"),
            Mistake.of(NOTHING, "--config DIR/scalar.yaml", "section mysql of", "scalar.yaml"),
            Mistake.of(NOTHING, "--config DIR/nested.yaml", "key password", "section mysql of"),
            Mistake.of(ENOUGH, "--password-file DIR/none", "--password-file", "none", "does not exist"),
            Mistake.of(ENOUGH, "--password-file DIR", "--password-file", "directory"),
            Mistake.of(ENOUGH, "--password-file DIR/latin1.yaml", "--password-file", "UTF-8"),
            Mistake.of(
                    Map.of("MYSQL_HOST", "db", "RAGFLOW_MIGRATOR_PASSWORD_FILE", "DIR/none"),
                    "",
                    "--password-file",
                    "the variable RAGFLOW_MIGRATOR_PASSWORD_FILE"),
            // the way back
            Mistake.of(ENOUGH, "rollback", "--to is missing", "v0.26.4"),
            Mistake.of(ENOUGH, "rollback --to v0.25.6", "--to", "'v0.25.6'", "can be v0.26.4"),
            Mistake.of(ENOUGH, "rollback --to v0.27.0", "--to", "'v0.27.0'", "can be v0.26.4"),
            Mistake.of(ENOUGH, "rollback --to yesterday", "--to", "'yesterday'", "can be v0.26.4"),
            Mistake.of(ENOUGH, "rollback --to=", "--to", "empty"),
            Mistake.of(
                    Map.of("MYSQL_HOST", "db", "MYSQL_PASSWORD", SECRET, "RAGFLOW_MIGRATOR_TO", "v0.24.0"),
                    "rollback",
                    "--to",
                    "the variable RAGFLOW_MIGRATOR_TO"),
            Mistake.of(ENOUGH, "migrate --to v0.26.4", "--to is not an option of migrate"),
            Mistake.of(ENOUGH, "--to v0.26.4", "--to is not an option of migrate"),
            Mistake.of(ENOUGH, "rollback --target-release v0.26.4", "--target-release is not an option of rollback"),
            Mistake.of(ENOUGH, "rollback v0.26.4", "position 2"),
            // contradictory
            Mistake.of(
                    ENOUGH,
                    "--password " + SECRET + " --password-file DIR/password",
                    "--password and --password-file are both given"),
            Mistake.of(
                    Map.of(
                            "MYSQL_HOST",
                            "db",
                            "RAGFLOW_MIGRATOR_PASSWORD",
                            SECRET,
                            "RAGFLOW_MIGRATOR_PASSWORD_FILE",
                            "DIR/password"),
                    "",
                    "RAGFLOW_MIGRATOR_PASSWORD and RAGFLOW_MIGRATOR_PASSWORD_FILE"),
            Mistake.of(ENOUGH, "-v --log-level info", "--log-level", "--verbose", "command line"),
            Mistake.of(ENOUGH, "--tls-mode disabled --tls-ca DIR/broken.pem", "--tls-mode", "--tls-ca"),
            // usage
            Mistake.of(ENOUGH, "--host a --host b", "--host", "more than once"),
            Mistake.of(ENOUGH, "--host a migrate --host b", "--host", "more than once"),
            Mistake.of(ENOUGH, "--host=", "--host", "empty"),
            Mistake.of(ENOUGH, "--password=", "--password", "empty", "--password-file"),
            Mistake.of(ENOUGH, "--hots db", "--hots", "did you mean --host"),
            Mistake.of(ENOUGH, "migrat", "migrat", "did you mean migrate"),
            Mistake.of(ENOUGH, "--port", "--port"),
            Mistake.of(ENOUGH, "--port --host", "--port", "--host"),
            Mistake.of(ENOUGH, "--pasword=" + SECRET, "--pasword", "did you mean --password"),
            Mistake.of(ENOUGH, "--pasword " + SECRET, "--pasword"),
            Mistake.of(ENOUGH, "-p" + SECRET, "-p"),
            Mistake.of(ENOUGH, "--password two " + SECRET, "position 3"),
            Mistake.of(ENOUGH, "--password two " + SECRET + " --log-format json", "position 3"));

    private final Path folder;

    ConfigurationErrorsTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        write("password", SECRET);
        write("unset.yaml", "mysql: {host: '${H:-db}', password: '${NOT_SET}'}");
        write("hostless.yaml", "mysql: {host: '${NOT_SET}', password: " + SECRET + "}");
        write("port.yaml", "mysql: {host: db, port: x, password: " + SECRET + "}");
        write("ssl.yaml", "mysql: {host: db, ssl_disabled: perhaps, password: " + SECRET + "}");
        write("unclosed.yaml", "mysql:\n  host: db\n  password: '" + SECRET + "\n");
        write("alias.yaml", "mysql:\n  host: db\n  password: *" + SECRET + "\n");
        write("object.yaml", "mysql: {host: db, password: !!java.net.URL [" + SECRET + "]}");
        write("list.yaml", "- " + SECRET);
        write("empty.yaml", "");
        write("scalar.yaml", "mysql: " + SECRET);
        write("nested.yaml", "mysql: {host: db, password: {text: " + SECRET + "}}");
        write("broken.pem", "-----BEGIN CERTIFICATE-----\nMIIB" + "A".repeat(40) + "\n-----END CERTIFICATE-----\n");
        Files.write(folder.resolve("latin1.yaml"), new byte[] {'m', ':', ' ', (byte) 0xE9, '\n'});
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @FieldSource("MISTAKES")
    void endsWithExitCode2AndOneLine(Mistake mistake) {
        ProgramRun run = run(mistake, Stream.empty());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.settings()).isNull();
        assertThat(run.errorLines()).singleElement().satisfies(line -> {
            assertThat(line).contains(mistake.named().stream().map(this::placed).toList());
            assertThat(line).doesNotContain(SECRET, "Exception", "null");
        });
    }

    @ParameterizedTest
    @FieldSource("MISTAKES")
    void saysNoMoreAtTraceLevel(Mistake mistake) {
        if (mistake.args().toString().contains("--log-level") || mistake.args().contains("-v")) {
            return;
        }
        ProgramRun run = run(mistake, Stream.of("--log-level=trace"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines()).hasSize(1);
        assertThat(run.err()).doesNotContain(SECRET);
    }

    private ProgramRun run(Mistake mistake, Stream<String> first) {
        Map<String, String> environment = mistake.environment().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> placed(entry.getValue())));
        String[] args =
                Stream.concat(first, mistake.args().stream().map(this::placed)).toArray(String[]::new);
        return ProgramRun.of(environment, args);
    }

    private String placed(String text) {
        return text.startsWith("DIR") ? folder + text.substring("DIR".length()) : text;
    }

    @Test
    void isAnObjectOfJsonWhereTheLogIs() {
        ProgramRun run = ProgramRun.of(Map.of("RAGFLOW_MIGRATOR_LOG_FORMAT", "json"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .startsWith("{\"timestamp\":")
                .contains("--host");
    }
}
