package dev.ragflow.migrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.release.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Flag, environment, file, default")
@Tag("fast")
class PrecedenceTest {

    private static final String FILE = """
            mysql:
              name: f_name
              user: f_user
              password: f_password
              host: f_host
              port: 3301
            """;

    private final Path folder;

    PrecedenceTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Everything at once, then without the strongest that is left, until only the defaults are. */
    static Stream<Arguments> levels() {
        Map<Setting, String> flags = Map.of(
                Setting.HOST,
                "a_host",
                Setting.PORT,
                "3304",
                Setting.USER,
                "a_user",
                Setting.DATABASE,
                "a_name",
                Setting.PASSWORD,
                "a_password");
        Map<String, String> own = Map.of(
                "RAGFLOW_MIGRATOR_HOST", "e_host",
                "RAGFLOW_MIGRATOR_PORT", "3303",
                "RAGFLOW_MIGRATOR_USER", "e_user",
                "RAGFLOW_MIGRATOR_DATABASE", "e_name",
                "RAGFLOW_MIGRATOR_PASSWORD", "e_password");
        Map<String, String> ragflows = Map.of(
                "MYSQL_HOST", "r_host",
                "MYSQL_PORT", "3302",
                "MYSQL_USER", "r_user",
                "MYSQL_DBNAME", "r_name",
                "MYSQL_PASSWORD", "r_password");
        Map<String, String> both = new HashMap<>(own);
        both.putAll(ragflows);
        return Stream.of(
                arguments("flags", flags, both, "a_user@a_host:3304/a_name", "a_password"),
                arguments("own variables", Map.of(), both, "e_user@e_host:3303/e_name", "e_password"),
                arguments("RAGFlow's variables", Map.of(), ragflows, "r_user@r_host:3302/r_name", "r_password"),
                arguments("the file", Map.of(), Map.of(), "f_user@f_host:3301/f_name", "f_password"),
                arguments("one flag", Map.of(Setting.PORT, "1"), ragflows, "r_user@r_host:1/r_name", "r_password"),
                arguments("one variable", Map.of(), Map.of("MYSQL_PASSWORD", "r"), "f_user@f_host:3301/f_name", "r"),
                arguments(
                        "empty variables",
                        Map.of(),
                        Map.of("RAGFLOW_MIGRATOR_HOST", "", "MYSQL_HOST", "", "MYSQL_PASSWORD", ""),
                        "f_user@f_host:3301/f_name",
                        "f_password"),
                arguments(
                        "the other type's variables",
                        Map.of(),
                        Map.of("POSTGRES_HOST", "p_host", "POSTGRES_PASSWORD", "p_password"),
                        "f_user@f_host:3301/f_name",
                        "f_password"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("levels")
    void theStrongestWins(
            String what, Map<Setting, String> flags, Map<String, String> environment, String where, String password)
            throws Exception {
        Map<Setting, String> all = new EnumMap<>(Setting.class);
        all.putAll(flags);
        all.put(
                Setting.CONFIG,
                Files.writeString(folder.resolve("service_conf.yaml"), FILE).toString());

        ConnectionSettings connection = load(all, environment).connection();

        assertThat(connection.describe()).isEqualTo("mysql " + where);
        assertThat(connection.password().reveal()).isEqualTo(password);
    }

    @Test
    void ragflowsDefaultsFillWhatRagflowsVariablesLeaveOpen() {
        Settings settings = load(Map.of(), Map.of("MYSQL_HOST", "mysql", "MYSQL_PASSWORD", "infini"));

        assertThat(settings.describeConnection())
                .isEqualTo("mysql root@mysql:3306/rag_flow (type from the default; host from the variable MYSQL_HOST;"
                        + " port, user, database from RAGFlow's default; password from the variable MYSQL_PASSWORD)");
        assertThat(settings.targetRelease()).isEqualTo(Release.newest());
        assertThat(settings.waitTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.lockTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.llmFactories()).isEmpty();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void postgresHasItsOwnVariables() {
        Settings settings = load(
                Map.of(),
                Map.of(
                        "DB_TYPE", "postgres",
                        "POSTGRES_HOST", "pg",
                        "POSTGRES_USER", "rag",
                        "POSTGRES_PASSWORD", "p",
                        "MYSQL_HOST", "mysql",
                        "MYSQL_PASSWORD", "m"));

        assertThat(settings.connection().describe()).isEqualTo("postgres rag@pg:5432/rag_flow");
        assertThat(settings.connection().password().reveal()).isEqualTo("p");
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments("mysql", DatabaseType.MYSQL, false),
                arguments("MariaDB", DatabaseType.MYSQL, false),
                arguments("oceanbase", DatabaseType.MYSQL, true),
                arguments("postgres", DatabaseType.POSTGRES, false),
                arguments("PostgreSQL ", DatabaseType.POSTGRES, false));
    }

    @ParameterizedTest
    @MethodSource("types")
    void databaseTypes(String name, DatabaseType type, boolean warns) {
        Settings settings = load(
                Map.of(Setting.HOST, "h", Setting.USER, "u", Setting.DATABASE, "d", Setting.DB_TYPE, name),
                Map.of("RAGFLOW_MIGRATOR_PASSWORD", "p"));

        assertThat(settings.connection().type()).isEqualTo(type);
        assertThat(settings.warnings()).hasSize(warns ? 1 : 0);
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                arguments(" db.example.org\n", "db.example.org"),
                arguments("10.0.0.7", "10.0.0.7"),
                arguments("ragflow_mysql", "ragflow_mysql"),
                arguments("::1", "::1"),
                arguments("[fe80::1%eth0]", "fe80::1%eth0"));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void hostNamesAndAddresses(String given, String host) {
        assertThat(load(Map.of(), Map.of("MYSQL_HOST", given, "MYSQL_PASSWORD", "p"))
                        .connection()
                        .host())
                .isEqualTo(host);
    }

    static Stream<Arguments> durations() {
        return Stream.of(
                arguments("0", Duration.ZERO),
                arguments("90", Duration.ofSeconds(90)),
                arguments("30s", Duration.ofSeconds(30)),
                arguments("5m", Duration.ofMinutes(5)),
                arguments("1H", Duration.ofHours(1)));
    }

    @ParameterizedTest
    @MethodSource("durations")
    void durations(String text, Duration duration) {
        Map<Setting, String> flags = Map.of(Setting.WAIT_TIMEOUT, text);
        Map<String, String> environment =
                Map.of("MYSQL_HOST", "h", "MYSQL_PASSWORD", "p", "RAGFLOW_MIGRATOR_LOCK_TIMEOUT", text);

        assertThat(load(flags, environment).waitTimeout()).isEqualTo(duration);
        assertThat(load(flags, environment).lockTimeout()).isEqualTo(duration);
    }

    @ParameterizedTest
    @EnumSource(Release.class)
    void targetReleases(Release release) {
        Map<String, String> environment = Map.of("MYSQL_HOST", "h", "MYSQL_PASSWORD", "p");
        assertThat(load(Map.of(Setting.TARGET_RELEASE, release.tag()), environment)
                        .targetRelease())
                .isEqualTo(release);
        assertThat(load(Map.of(Setting.TARGET_RELEASE, release.tag().substring(1)), environment)
                        .targetRelease())
                .isEqualTo(release);
    }

    static Settings load(Map<Setting, String> flags, Map<String, String> environment) {
        Map<Setting, List<String>> lists = new EnumMap<>(Setting.class);
        flags.forEach((setting, text) -> lists.put(setting, List.of(text)));
        return Settings.load(Command.MIGRATE, new Flags(lists), environment);
    }
}
