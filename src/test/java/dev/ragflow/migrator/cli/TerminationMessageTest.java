package dev.ragflow.migrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@DisplayName("The message that Kubernetes shows")
@Tag("fast")
class TerminationMessageTest {

    private static final String SECRET = "s3cr3t-Pa55word";

    private final Path file;

    TerminationMessageTest(@TempDir Path folder) {
        this.file = folder.resolve("termination-log");
    }

    private ProgramRun run(MigrationStarter migration, Map<String, String> more, String... args) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RAGFLOW_MIGRATOR_TERMINATION_LOG", file.toString(),
                "MYSQL_HOST", "db",
                "MYSQL_USER", "me",
                "MYSQL_PASSWORD", SECRET,
                "MYSQL_DBNAME", "rag_flow"));
        environment.putAll(more);
        return ProgramRun.of(migration, environment, args);
    }

    @Test
    void namesTheExitCodeAndEveryError() {
        ProgramRun run = run(
                (settings, out) -> {
                    LoggerFactory.getLogger("dev.ragflow.migrator.test").error("First: {}", "one");
                    LoggerFactory.getLogger("dev.ragflow.migrator.test").warn("Not this");
                    Problem.told(ErrorCategory.DISK_FULL, "Second")
                            .log(LoggerFactory.getLogger("dev.ragflow.migrator.test"));
                    return 4;
                },
                Map.of());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(file)
                .content()
                .startsWith("ragflow-migrator ended with exit code 4: ")
                .endsWith("""

                First: one
                [disk_full] Second
                """)
                .doesNotContain("Not this", SECRET);
    }

    @Test
    void tellsTheLastWarningWhereNothingIsAnError() {
        run(
                (settings, out) -> {
                    LoggerFactory.getLogger("dev.ragflow.migrator.test").warn("Interrupted");
                    return 5;
                },
                Map.of());

        assertThat(file).content().endsWith("\nInterrupted\n");
    }

    @Test
    void isThereForWrongSettingsAndWrongUsage() throws IOException {
        run((settings, out) -> 0, Map.of("RAGFLOW_MIGRATOR_TARGET_RELEASE", "v9"));
        assertThat(file).content().contains("exit code 2", "--target-release: 'v9' is not one of");
        Files.delete(file);

        run((settings, out) -> 0, Map.of(), "--nonsense");
        assertThat(file).content().contains("exit code 2", "--nonsense");
        Files.delete(file);

        run((settings, out) -> 0, Map.of("RAGFLOW_MIGRATOR_LOG_LEVEL", "loud"));
        assertThat(file).content().contains("exit code 2", "--log-level: 'loud'");
    }

    @Test
    void isNotThereAfterASuccess() {
        run((settings, out) -> 0, Map.of());

        assertThat(file).doesNotExist();
    }

    @Test
    void fitsIntoTwoKibibytesWithWholeCharacters() throws IOException {
        run(
                (settings, out) -> {
                    for (int i = 0; i < 50; i++) {
                        LoggerFactory.getLogger("dev.ragflow.migrator.test").error("ä".repeat(111 + i));
                    }
                    return 1;
                },
                Map.of());

        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length).isBetween(TerminationMessage.LIMIT - 2, TerminationMessage.LIMIT);
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .doesNotContain("\uFFFD")
                .endsWith("… the log has more" + System.lineSeparator());
    }

    @Test
    void failsNothingWhereTheFileCannotBeWritten() {
        ProgramRun run = run(
                (settings, out) -> 1,
                Map.of("RAGFLOW_MIGRATOR_TERMINATION_LOG", file.resolve("below").toString()));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The reason could not be written to");
    }
}
