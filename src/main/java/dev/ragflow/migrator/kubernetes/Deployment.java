package dev.ragflow.migrator.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a Deployment here.
 *
 * @param version of the object; a change of any other version is refused by Kubernetes
 * @param replicas how many pods it is to have
 * @param recorded how many it had when this program stopped it; empty if it did not
 * @param selector which pods are its own, as a query has it
 */
record Deployment(String version, int replicas, Optional<Integer> recorded, String selector) {

    /** The annotation that keeps the number, in the same change that stops the pods: a killed run cannot lose it. */
    static final String RECORD = "ragflow-migrator/replicas";

    static Deployment of(Map<?, ?> object) {
        return new Deployment(
                text(object, "metadata", "resourceVersion"),
                // Kubernetes' own default
                Integer.parseInt(text(object, "spec", "replicas").isEmpty() ? "1" : text(object, "spec", "replicas")),
                Optional.of(text(object, "metadata", "annotations", RECORD))
                        .filter(value -> value.matches("[0-9]{1,6}"))
                        .map(Integer::valueOf),
                selector(object));
    }

    private static String selector(Map<?, ?> object) {
        List<String> conditions = new ArrayList<>();
        if (at(object, "spec", "selector", "matchLabels") instanceof Map<?, ?> labels) {
            labels.forEach((name, value) -> conditions.add(name + "=" + value));
        }
        if (at(object, "spec", "selector", "matchExpressions") instanceof List<?> expressions) {
            for (Object expression : expressions) {
                if (expression instanceof Map<?, ?> map) {
                    conditions.add(expression(map));
                }
            }
        }
        return String.join(",", conditions);
    }

    private static String expression(Map<?, ?> expression) {
        String key = text(expression, "key");
        String values = expression.get("values") instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(",", " (", ")"))
                : "";
        return switch (text(expression, "operator")) {
            case "In" -> key + " in" + values;
            case "NotIn" -> key + " notin" + values;
            case "DoesNotExist" -> "!" + key;
            default -> key;
        };
    }

    static String text(Map<?, ?> object, String... path) {
        return at(object, path) instanceof String text ? text : "";
    }

    static @Nullable Object at(Map<?, ?> object, String... path) {
        Object current = object;
        for (String key : path) {
            current = current instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return current;
    }
}
