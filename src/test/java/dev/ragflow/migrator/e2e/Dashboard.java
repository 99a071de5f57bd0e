package dev.ragflow.migrator.e2e;

import dev.ragflow.migrator.chart.Rendering;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The chart's dashboard as Grafana gets it. */
final class Dashboard {

    private Dashboard() {}

    static List<?> panels() throws IOException {
        return Browser.at(json(), "panels") instanceof List<?> panels ? panels : List.of();
    }

    private static Map<String, Object> json() throws IOException {
        Object text = Rendering.at(
                Rendering.of("dashboard: {enabled: true}").object("ConfigMap", "rag-ragflow-migrator-dashboard"),
                "data",
                "ragflow-migrator.json");
        return new Yaml().load(String.valueOf(text));
    }

    /** The queries of all panels and variables, with every namespace and release chosen, by what they are for. */
    static Map<String, String> expressions() throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (Object panel : panels()) {
            List<String> queries = queries(panel);
            for (int i = 0; i < queries.size(); i++) {
                expressions.put(Browser.at(panel, "title") + ", " + i, queries.get(i));
            }
        }
        if (Browser.at(json(), "templating", "list") instanceof List<?> variables) {
            for (Object variable : variables) {
                String query = String.valueOf(Browser.at(variable, "query"));
                // label_values(series, label)
                if (query.startsWith("label_values(")) {
                    String name = String.valueOf(Browser.at(variable, "name"));
                    expressions.put(
                            "variable " + name,
                            "count by (" + name + ") ("
                                    + query.substring("label_values(".length(), query.lastIndexOf(','))
                                    + ")");
                }
            }
        }
        return expressions;
    }

    static List<String> queries(Object panel) {
        List<?> targets = Browser.at(panel, "targets") instanceof List<?> list ? list : List.of();
        return targets.stream()
                .map(target -> String.valueOf(Browser.at(target, "expr"))
                        .replace("$namespace", ".*")
                        .replace("$release", ".*"))
                .toList();
    }
}
