package dev.ragflow.migrator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@DisplayName("The GitHub workflows")
@Tag("fast")
class WorkflowsTest {

    private static final Path FOLDER = Path.of(".github", "workflows");

    private static Map<String, Object> workflow(String name) throws IOException {
        return new Yaml().load(Files.readString(FOLDER.resolve(name)));
    }

    /** Every text below a key of that name. */
    private static List<String> all(Object from, String key) {
        List<String> found = new ArrayList<>();
        if (from instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (key.equals(name) && value instanceof String text) {
                    found.add(text);
                }
                found.addAll(all(value, key));
            });
        } else if (from instanceof List<?> list) {
            list.forEach(value -> found.addAll(all(value, key)));
        }
        return found;
    }

    private static Stream<String> matches(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci.yml", "release.yml"})
    void useFixedVersionsAndOnlyWhatThereIs(String name) throws IOException {
        Map<String, Object> workflow = workflow(name);
        String makefile = Files.readString(Path.of("Makefile"));

        assertThat(all(workflow, "uses"))
                .isNotEmpty()
                .allMatch(action -> action.matches("[\\w.-]+/[\\w./-]+@(v\\d+\\.\\d+\\.\\d+|[0-9a-f]{40})"));
        assertThat(all(workflow, "runs-on")).isNotEmpty().noneMatch(runner -> runner.contains("latest"));
        String scripts = String.join("\n", all(workflow, "run"));
        assertThat(matches("\\bmake ([a-z0-9-]+)", scripts))
                .isNotEmpty()
                .allMatch(target -> matches("^([a-z0-9-]+):", makefile).anyMatch(target::equals));
        assertThat(matches("(?<![\\w/.:-])((?:scripts|bin|src|helm|k8s)/[\\w./-]*\\w)", scripts))
                .allMatch(path -> Files.exists(Path.of(path)));
    }

    @Test
    void haveNoMoreRightsThanTheyNeed() throws IOException {
        assertThat(workflow("ci.yml").get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(workflow("release.yml").get("permissions")).isEqualTo(Map.of());
        assertThat(Files.readString(FOLDER.resolve("ci.yml"))).doesNotContain("secrets.");
    }

    @Test
    void testEveryServerOnBothVersionsOfJava() throws IOException {
        String text = Files.readString(FOLDER.resolve("ci.yml"));

        assertThat(matches("\\{java: (\\d+),", text).distinct()).containsExactlyInAnyOrder("17", "25");
        assertThat(matches("mysql: \"([\\d.]+)\"", text).distinct()).containsExactlyInAnyOrder("8.0", "8.4");
        assertThat(matches("mariadb: \"([\\d.]+)\"", text).distinct()).contains("11.4");
        assertThat(matches("postgres: \"(\\d+)\"", text)).containsExactlyInAnyOrder("13", "14", "15", "16", "17", "18");
    }
}
