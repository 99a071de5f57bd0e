package dev.ragflow.migrator.chart;

import static dev.ragflow.migrator.chart.Rendering.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.release.Release;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@DisplayName("The manifests in k8s/")
@Tag("process")
class ManifestsTest {

    private static final Path FOLDER = Path.of("k8s");

    private static List<Map<String, Object>> objects(String yaml) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(yaml)) {
            Map<String, Object> copy = new LinkedHashMap<>();
            ((Map<?, ?>) document).forEach((key, value) -> copy.put(String.valueOf(key), value));
            objects.add(copy);
        }
        return objects;
    }

    private static Map<String, Object> file(String name) throws IOException {
        return objects(Files.readString(FOLDER.resolve(name))).get(0);
    }

    /** Those that have one container of this program each. */
    private static Object container(Map<String, Object> object) {
        Object pod = requireNonNull(at(object, "spec", "template", "spec"));
        return requireNonNull(
                at(pod, "Job".equals(object.get("kind")) ? "containers" : "initContainers", 0), "container");
    }

    @ParameterizedTest
    @CsvSource({
        "with-job/job.yaml,migrate",
        "with-job/deployment.yaml,wait",
        "with-init-container/deployment.yaml,migrate"
    })
    void runTheProgramAsTheChartDoes(String name, String command) throws IOException {
        Map<String, Object> object = file(name);
        Object container = container(object);
        Object chart = requireNonNull(at(Rendering.of("{}").object("Job"), "spec", "template", "spec"));

        V1Container.validateJsonElement(new Gson().toJsonTree(container));
        V1Volume.validateJsonElement(new Gson().toJsonTree(at(object, "spec", "template", "spec", "volumes", 0)));
        assertThat(at(container, "args")).isEqualTo(List.of(command));
        Map<Object, Object> security =
                new LinkedHashMap<>((Map<?, ?>) requireNonNull(at(chart, "containers", 0, "securityContext")));
        security.putAll((Map<?, ?>) requireNonNull(at(chart, "securityContext")));
        security.remove("fsGroup");
        assertThat(at(container, "securityContext")).isEqualTo(security);
        assertThat(at(container, "terminationMessagePolicy"))
                .isEqualTo(at(chart, "containers", 0, "terminationMessagePolicy"));
    }

    @Test
    void makeAJobThatKubernetesKnows() throws IOException {
        new Rendering("", List.of(file("with-job/job.yaml"))).readStrictly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"with-job", "with-init-container"})
    void setWhatTheProgramReadsForTheNewestRelease(String folder) throws IOException {
        Map<String, Object> kustomization = file(folder + "/kustomization.yaml");
        List<?> literals = (List<?>) requireNonNull(at(kustomization, "configMapGenerator", 0, "literals"));

        assertThat(literals.stream()
                        .map(literal -> String.valueOf(literal).replaceFirst("=.*", ""))
                        .filter(name -> !name.equals("DB_TYPE")))
                .isSubsetOf(
                        Arrays.stream(Setting.values()).map(Setting::variable).toList());
        assertThat(literals.contains("RAGFLOW_MIGRATOR_TARGET_RELEASE=" + Release.newest()))
                .isTrue();
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<image.name>" + at(kustomization, "images", 0, "name") + "<")
                .contains("<version>" + at(kustomization, "images", 0, "newTag") + "<");
    }

    static List<String> commands() {
        return ChartTest.onThePath("kubectl").toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("commands")
    void becomeWhatKubernetesKnows(String kubectl) throws IOException, InterruptedException {
        for (String folder : List.of("with-job", "with-init-container")) {
            Process process = new ProcessBuilder(
                            kubectl, "kustomize", FOLDER.resolve(folder).toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<Map<String, Object>> objects =
                    objects(new String(process.getInputStream().readAllBytes(), UTF_8));
            assertThat(process.waitFor()).isZero();
            new Rendering("", objects).readStrictly();
            Map<String, Object> ragflow = objects.stream()
                    .filter(object -> Objects.equals(object.get("kind"), "Deployment"))
                    .findFirst()
                    .orElseThrow();
            assertThat(String.valueOf(at(container(ragflow), "image"))).contains(":");
            assertThat(at(ragflow, "spec", "template", "spec", "containers", 0, "name"))
                    .isEqualTo("ragflow");
        }
    }
}
