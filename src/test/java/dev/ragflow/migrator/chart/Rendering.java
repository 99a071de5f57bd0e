package dev.ragflow.migrator.chart;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * What Helm makes of the chart and some values.
 *
 * @param text every object as text, by template
 * @param objects the objects, in the order of their templates
 */
public record Rendering(String text, List<Map<String, Object>> objects) {

    static final Path CHART = Path.of("helm", "ragflow-migrator");

    /** Helm's library leaves hooks out of what it returns, so this template returns every other one as text. */
    private static final String ALL_AS_TEXT = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: all-as-text
            data:
            {{- range list %s }}
              {{ . }}: {{ include (print $.Template.BasePath "/" .) $ | quote }}
            {{- end }}
            """;

    /** A release named {@code rag}, for a Kubernetes that knows every field the chart uses. */
    public static Rendering of(String values) {
        return of(values, "1.31.0");
    }

    /**
     * @param values YAML
     * @throws IllegalStateException when Helm refuses, with its message
     */
    static Rendering of(String values, String kubernetes) {
        return rendered(values, kubernetes, folder -> withAllAsText(folder.resolve(CHART.getFileName())));
    }

    /** The same below a chart named {@code ragflow}, whose own objects are none. */
    static Rendering asDependency(String values) {
        return rendered(values, "1.31.0", folder -> {
            Path parent = folder.resolve("ragflow");
            withAllAsText(parent.resolve("charts").resolve(CHART.getFileName()));
            Files.writeString(parent.resolve("Chart.yaml"), """
                    apiVersion: v2
                    name: ragflow
                    version: 1.0.0
                    dependencies: [{name: ragflow-migrator, version: ">=0.1.0"}]
                    """);
            return parent;
        });
    }

    /** Lays out a chart in a folder and tells where. */
    private interface Layout {
        Path in(Path folder) throws IOException;
    }

    private static Rendering rendered(String values, String kubernetes, Layout layout) {
        try {
            Path folder = Files.createTempDirectory("chart");
            try {
                Path chart = layout.in(folder);
                Path file = Files.writeString(folder.resolve("values.yaml"), values);
                String text = new Helm(chart)
                        .template()
                        .withName("rag")
                        .withNamespace("prod")
                        .withKubeVersion(kubernetes)
                        .withValuesFile(file)
                        .call();
                return parsed(text);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path withAllAsText(Path chart) throws IOException {
        List<String> templates = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.toList()) {
                Path copy = chart.resolve(CHART.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                    if (file.startsWith(CHART.resolve("templates"))
                            && file.toString().endsWith(".yaml")) {
                        templates.add("\"" + file.getFileName() + "\"");
                    }
                }
            }
        }
        templates.sort(Comparator.naturalOrder());
        Files.writeString(
                chart.resolve("templates/all-as-text.yaml"), ALL_AS_TEXT.formatted(String.join(" ", templates)));
        return chart;
    }

    private static Rendering parsed(String output) {
        StringBuilder text = new StringBuilder();
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(output)) {
            if (document != null && "all-as-text".equals(at(document, "metadata", "name"))) {
                ((Map<?, ?>) Objects.requireNonNull(at(document, "data"))).forEach((template, rendered) -> {
                    if (new Yaml().load(String.valueOf(rendered)) instanceof Map<?, ?> object) {
                        text.append("# ")
                                .append(template)
                                .append('\n')
                                .append(rendered)
                                .append('\n');
                        Map<String, Object> copy = new LinkedHashMap<>();
                        object.forEach((key, value) -> copy.put(String.valueOf(key), value));
                        objects.add(copy);
                    }
                });
            }
        }
        return new Rendering(text.toString(), objects);
    }

    List<String> kinds() {
        return objects.stream()
                .map(object -> String.valueOf(object.get("kind")))
                .toList();
    }

    public Map<String, Object> object(String kind) {
        List<Map<String, Object>> found = objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of kind " + kind + " in " + kinds());
        }
        return found.get(0);
    }

    public Map<String, Object> object(String kind, String name) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind")) && name.equals(at(object, "metadata", "name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + kinds()));
    }

    /** What stands under some keys or, in lists, numbers; null where there is nothing. */
    public static @Nullable Object at(Object from, Object... path) {
        Object current = from;
        for (Object key : path) {
            if (current instanceof Map<?, ?> map) {
                current = map.get(key);
            } else if (current instanceof List<?> list && (Integer) key < list.size()) {
                current = list.get((Integer) key);
            } else {
                return null;
            }
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    static Map<String, String> annotations(Map<String, Object> object) {
        return at(object, "metadata", "annotations") instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), e -> String.valueOf(e.getValue())))
                : Map.of();
    }

    /**
     * Reads every object through the model of its kind, which knows no other fields.
     *
     * @throws IllegalArgumentException when an object has a field that Kubernetes does not know
     */
    void readStrictly() throws IOException {
        for (Map<String, Object> object : objects) {
            JsonElement json = new Gson().toJsonTree(object);
            switch (String.valueOf(object.get("kind"))) {
                case "Job" -> V1Job.validateJsonElement(json);
                case "ConfigMap" -> V1ConfigMap.validateJsonElement(json);
                case "Secret" -> V1Secret.validateJsonElement(json);
                case "ServiceAccount" -> V1ServiceAccount.validateJsonElement(json);
                case "Deployment" -> V1Deployment.validateJsonElement(json);
                case "Role" -> V1Role.validateJsonElement(json);
                case "RoleBinding" -> V1RoleBinding.validateJsonElement(json);
                case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
                // not of Kubernetes' own; promtool reads the rules in the end-to-end tests
                case "PrometheusRule", "PodMonitor" -> {}
                default -> throw new AssertionError("no model for " + object.get("kind"));
            }
        }
    }
}
