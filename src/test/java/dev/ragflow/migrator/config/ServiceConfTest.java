package dev.ragflow.migrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ragflow.migrator.database.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RAGFlow's service_conf.yaml")
@Tag("fast")
class ServiceConfTest {

    private static final String TEMPLATE = """
            ragflow:
              host: ${RAGFLOW_HOST:-0.0.0.0}
              http_port: 9380
            mysql:
              name: '${MYSQL_DBNAME:-rag_flow}'
              user: '${MYSQL_USER:-root}'
              password: '${DB_SECRET:-infini_rag_flow}'
              host: '${DB_SERVER:-mysql}'
              port: ${DB_PORT:-3306}
              max_connections: 900
              max_allowed_packet: ${MYSQL_MAX_PACKET:-1073741824}
            postgres:
              name: rag
              user: ${POSTGRES_USER}
              password: ${PG_SECRET}
              host: pg
            """;

    private final Path folder;

    ServiceConfTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void templateWithoutVariables() throws IOException {
        Settings settings = load(TEMPLATE, Map.of());

        assertThat(settings.connection().describe()).isEqualTo("mysql root@mysql:3306/rag_flow");
        assertThat(settings.connection().password().reveal()).isEqualTo("infini_rag_flow");
        assertThat(settings.describeConnection())
                .contains("password, database from section mysql of " + folder.resolve("service_conf.yaml"));
    }

    @Test
    void templateWithVariables() throws IOException {
        ConnectionSettings connection = load(
                        TEMPLATE, Map.of("DB_SERVER", "other", "DB_PORT", "", "DB_SECRET", "x", "MYSQL_DBNAME", "rf"))
                .connection();

        assertThat(connection.describe()).isEqualTo("mysql root@other:3306/rf");
        assertThat(connection.password().reveal()).isEqualTo("x");
    }

    /** What would end a scalar, a line or the file if it went into the text before that is parsed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "a\"b",
                "a # b",
                "#",
                "a: b",
                "$",
                "$5 ${X} $$",
                "back\\slash\\n",
                "'",
                "\"",
                " blanks ",
                "{",
                "[]",
                "*alias",
                "&anchor",
                "%",
                "@",
                "`",
                "!tag",
                "|",
                "- x",
                "line\nbreak",
                "null",
                "0123",
                "1e5",
                "пароль-密码-🔑",
                "}",
                ":-"
            })
    void passwordsOfAnyCharacters(String password) throws IOException {
        assertThat(load(TEMPLATE, Map.of("DB_SECRET", password))
                        .connection()
                        .password()
                        .reveal())
                .isEqualTo(password);
        assertThat(load(rendered("'" + password.replace("\n", "\n\n  ").replace("'", "''") + "'"), Map.of())
                        .connection()
                        .password()
                        .reveal())
                .isEqualTo(password);
    }

    /** Plain scalars that YAML would make numbers, dates or truth values of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345",
                "0123",
                "0x1F",
                "1e5",
                "1_000",
                "12:30:45",
                "2026-01-01",
                "true",
                "No",
                "on",
                ".5",
                "+1",
                "1.10",
                "a$b",
                "$HOME",
                "pa${b",
                "x$y${Z}w",
                "nullable",
                "a'b",
                "a\"b",
                "a#b"
            })
    void plainScalarsKeepTheirText(String password) throws IOException {
        assertThat(load(rendered(password), Map.of("Z", "filled"))
                        .connection()
                        .password()
                        .reveal())
                .isEqualTo(password);
    }

    @Test
    void numbersAsNamesAndPorts() throws IOException {
        assertThat(load("mysql: {host: db, port: 03306, user: 007, name: 1e3, password: ''}", Map.of())
                        .connection()
                        .describe())
                .isEqualTo("mysql 007@db:3306/1e3");
    }

    static Stream<Arguments> sections() {
        String both = "postgres: {host: p, user: u, password: s}\ndatabase: {host: d, user: u, password: s}\n";
        return Stream.of(
                arguments("mysql", both, "mysql u@d:3306/rag_flow"),
                arguments("postgres", both, "postgres u@p:5432/rag_flow"),
                arguments("postgres", "database: {host: d, user: u, password: s, name: n}", "postgres u@d:5432/n"),
                arguments("mysql", "database: {host: d, password: s, database: b}", "mysql root@d:3306/b"),
                arguments("mysql", "mysql:\ndatabase: {host: d, password: s}", "mysql root@d:3306/rag_flow"),
                arguments(
                        "mysql",
                        "x: &x {host: d, password: s, user: a}\nmysql:\n  <<: *x\n  user: b",
                        "mysql b@d:3306/rag_flow"));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void theSectionOfTheTypeElseDatabase(String type, String text, String where) throws IOException {
        assertThat(load(text, Map.of("DB_TYPE", type)).connection().describe()).isEqualTo(where);
    }

    @Test
    void theLocalFileReplacesWholeSections() throws IOException {
        Files.writeString(folder.resolve("local.service_conf.yaml"), "mysql: {host: local, password: '${SECRET}'}");

        Settings settings = load(TEMPLATE, Map.of("SECRET", "s'1"));

        assertThat(settings.connection().describe()).isEqualTo("mysql root@local:3306/rag_flow");
        assertThat(settings.connection().password().reveal()).isEqualTo("s'1");
        assertThat(settings.describeConnection())
                .contains("host, password from section mysql of " + folder.resolve("local.service_conf.yaml"))
                .contains("port, user, database from RAGFlow's default");
        assertThat(load(TEMPLATE, Map.of("DB_TYPE", "postgres", "POSTGRES_USER", "u", "PG_SECRET", "s"))
                        .connection()
                        .describe())
                .isEqualTo("postgres u@pg:5432/rag");
    }

    @Test
    void aTemplateThatIsNoYamlBeforeItIsFilledIn() throws IOException {
        ConnectionSettings connection = load(
                        "${HEADER}\nmysql:\n  host: db\n  password: ${SECRET}\n",
                        Map.of("SECRET", "s", "HEADER", "# filled"))
                .connection();

        assertThat(connection.describe()).isEqualTo("mysql root@db:3306/rag_flow");
        assertThat(connection.password().reveal()).isEqualTo("s");
    }

    private static String rendered(String password) {
        return "ragflow:\n  host: 0.0.0.0\nmysql:\n  host: mysql\n  port: 3306\n  password: " + password + "\n";
    }

    private Settings load(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("service_conf.yaml"), text);
        return PrecedenceTest.load(Map.of(Setting.CONFIG, file.toString()), environment);
    }
}
