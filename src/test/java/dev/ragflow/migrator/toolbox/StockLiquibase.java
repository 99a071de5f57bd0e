package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.testing.TestDatabase;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Liquibase's own command line in a process of its own, with no class of this program on its class path. */
final class StockLiquibase {

    private StockLiquibase() {}

    /** Runs a command, such as {@code update}, with a changelog; it must end well. */
    static void run(TestDatabase database, Path changelog, String... command) throws Exception {
        ConnectionSettings login = database.settings();
        String scheme = login.type() == DatabaseType.POSTGRES ? "postgresql" : "mysql";
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                librariesOnly(),
                "liquibase.integration.commandline.LiquibaseCommandLine",
                "--search-path=" + changelog.getParent(),
                "--show-banner=false",
                command[0],
                "--changelog-file=" + changelog.getFileName(),
                "--url=jdbc:" + scheme + "://" + login.host() + ":" + login.port() + "/" + login.database()
                        + (scheme.equals("mysql") ? "?allowPublicKeyRetrieval=true" : ""),
                "--username=" + login.user()));
        words.addAll(Arrays.asList(command).subList(1, command.length));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("LIQUIBASE_COMMAND_PASSWORD", login.password().reveal());
        builder.environment().put("LIQUIBASE_ANALYTICS_ENABLED", "false");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static String librariesOnly() {
        String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Files.isDirectory(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(jars).contains("liquibase-core");
        return jars;
    }
}
