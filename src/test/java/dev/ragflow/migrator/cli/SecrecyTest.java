package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("The password")
@Tag("server")
class SecrecyTest {

    private static final String WRONG = "wr0ng-Pa55word";

    private final Path folder;

    SecrecyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> runs() {
        return Stream.of("flag", "file", "variable", "configuration")
                .flatMap(way -> Stream.of(
                        arguments(TestServer.MYSQL, "text", way), arguments(TestServer.POSTGRES, "json", way)));
    }

    /** Opens a real connection, right and wrong, with every logger as loud as it gets. */
    @ParameterizedTest
    @MethodSource("runs")
    void isInNoLineAtTraceLevel(TestServer server, String format, String way) throws Exception {
        try (TestDatabase database = server.createDatabase()) {
            String password = database.settings().password().reveal();

            ProgramRun right = run(database, format, way, password);
            ProgramRun wrong = run(database, format, way, WRONG);

            assertThat(right.exitCode()).as(right.err()).isZero();
            assertThat(wrong.exitCode()).as(wrong.err()).isEqualTo(1);
            assertThat(wrong.err()).contains("Cannot connect", "caused by java.sql.SQLException");
            assertThat(right.err() + right.out() + right.settings()).doesNotContain(password);
            assertThat(wrong.err() + wrong.out() + wrong.settings()).doesNotContain(WRONG);
        }
    }

    private ProgramRun run(TestDatabase database, String format, String way, String password) throws Exception {
        List<String> args = new ArrayList<>(List.of(
                "--db-type", database.settings().type().id(),
                "--host", database.settings().host(),
                "--port", String.valueOf(database.settings().port()),
                "--user", database.settings().user(),
                "--database", database.settings().database(),
                "--driver-property", "trustCertificateKeyStorePassword=" + password,
                "--log-level", "trace",
                "--log-format", format));
        Map<String, String> environment = new HashMap<>();
        switch (way) {
            case "flag" -> args.addAll(List.of("--password", password));
            case "file" -> args.addAll(List.of("--password-file", write("password", password)));
            case "variable" -> environment.put("RAGFLOW_MIGRATOR_PASSWORD", password);
            default ->
                args.addAll(
                        List.of("--config", write("service_conf.yaml", "database: {password: '" + password + "'}")));
        }
        return ProgramRun.of(SecrecyTest::connect, environment, args.toArray(String[]::new));
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** What a careless migration might log. */
    private static int connect(Settings settings, PrintStream out) {
        Logger log = LoggerFactory.getLogger("dev.ragflow.migrator.migrate.Careless");
        log.atTrace().addKeyValue("settings", settings).log("{} {}", settings, settings.connection());
        out.println(settings);
        try (Database database = Database.open(settings.connection(), 1)) {
            log.trace("{} {}", database.dataSource(), database.settings());
            database.dataSource().getConnection().close();
            return 0;
        } catch (SQLException e) {
            throw new MigrationException("Cannot connect to " + settings.connection(), e);
        }
    }
}
