package dev.ragflow.migrator.e2e;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The chart's dashboard as a page: its own panels, places, units and queries, answered by a real Prometheus. Grafana draws them
 * nicer; the numbers are the same.
 */
final class DashboardPage {

    private static final List<String> COLOURS =
            List.of("#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff", "#fade2a", "#c4162a");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Monitoring monitoring;
    private final long from;
    private final long to;
    private final StringBuilder html = new StringBuilder();

    private DashboardPage(Monitoring monitoring, Instant from, Instant to) {
        this.monitoring = monitoring;
        this.from = from.getEpochSecond();
        this.to = to.getEpochSecond();
    }

    static String of(Monitoring monitoring, Instant from, Instant to) throws IOException, InterruptedException {
        return new DashboardPage(monitoring, from, to).page();
    }

    private String page() throws IOException, InterruptedException {
        html.append("""
                <!doctype html><meta charset="utf-8"><title>RAGFlow database migration</title><style>
                body{margin:0;background:#111217;color:#ccccdc;font:13px system-ui,"DejaVu Sans",sans-serif;padding:10px}
                h1{font-size:17px;font-weight:500;margin:0 0 8px 4px}
                .grid{display:grid;grid-template-columns:repeat(24,1fr);grid-auto-rows:34px;gap:8px}
                .panel{background:#181b1f;border:1px solid #2c3235;border-radius:2px;padding:6px 10px;overflow:hidden;
                  display:flex;flex-direction:column}
                h2{font-size:13px;font-weight:500;margin:0 0 4px}
                .stats{display:flex;flex:1;flex-wrap:wrap;gap:2px 12px;align-items:center;justify-content:space-around}
                .stats b{display:block;font-size:20px;color:#73bf69;text-align:center}.stats small{display:block;text-align:center}
                .stats .bad{color:#f2495c}
                .bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:5px 10px;align-items:center;flex:1}
                .bars i{display:block;height:16px;background:linear-gradient(90deg,#37872d,#73bf69)}
                .bars .track{background:#22252b}
                table{border-collapse:collapse;font-size:12px;width:100%}td,th{text-align:left;padding:2px 8px 2px 0;
                  border-bottom:1px solid #2c3235;font-weight:400}th{color:#6e9fff}td.n,th.n{text-align:right}
                svg{width:100%;flex:1;min-height:0}text{fill:#9fa3ab;font-size:11px}
                .legend{font-size:11px;line-height:1.35}.legend span{margin-right:12px;white-space:nowrap}
                .legend i{display:inline-block;width:12px;height:3px;margin-right:4px;vertical-align:middle}
                </style><h1>RAGFlow database migration</h1><div class="grid">
                """);
        for (Object panel : Dashboard.panels()) {
            panel(panel);
        }
        return html.append("</div>").toString();
    }

    private void panel(Object panel) throws IOException, InterruptedException {
        html.append("<div class=\"panel\" style=\"grid-area:%d/%d/span %d/span %d\"><h2>%s</h2>"
                .formatted(
                        number(panel, "gridPos", "y") + 1,
                        number(panel, "gridPos", "x") + 1,
                        number(panel, "gridPos", "h"),
                        number(panel, "gridPos", "w"),
                        escaped(String.valueOf(Browser.at(panel, "title")))));
        String unit = String.valueOf(Browser.at(panel, "fieldConfig", "defaults", "unit"));
        String type = String.valueOf(Browser.at(panel, "type"));
        List<Series> series = series(panel, !type.equals("timeseries"));
        switch (type) {
            case "stat" -> stats(panel, series, unit);
            case "bargauge" -> bars(series, unit);
            case "timeseries" -> lines(series, unit);
            case "table" -> table(series);
            default -> throw new AssertionError("A panel of a new type: " + type);
        }
        html.append("</div>\n");
    }

    /** A line, or a number of one point. */
    private record Series(String name, Map<String, String> labels, TreeMap<Double, Double> points) {
        double last() {
            return points.lastEntry().getValue();
        }
    }

    private List<Series> series(Object panel, boolean now) throws IOException, InterruptedException {
        List<Series> all = new ArrayList<>();
        List<String> queries = Dashboard.queries(panel);
        List<?> targets = Browser.at(panel, "targets") instanceof List<?> list ? list : List.of();
        for (int i = 0; i < queries.size(); i++) {
            String legend = String.valueOf(Browser.at(targets.get(i), "legendFormat"));
            for (Object result : now ? monitoring.at(queries.get(i), to) : monitoring.range(queries.get(i), from, to)) {
                Map<String, String> labels = new TreeMap<>();
                if (Browser.at(result, "metric") instanceof Map<?, ?> map) {
                    map.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
                }
                all.add(new Series(name(legend, labels), labels, points(result)));
            }
        }
        all.removeIf(series -> series.points().isEmpty());
        return all;
    }

    private static String name(String legend, Map<String, String> labels) {
        String name = legend.equals("__auto") ? "" : legend;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            name = name.replace("{{" + label.getKey() + "}}", label.getValue());
        }
        return name.replaceAll("\\{\\{.*?}}", "").strip();
    }

    private static TreeMap<Double, Double> points(Object result) {
        TreeMap<Double, Double> points = new TreeMap<>();
        List<?> values = Browser.at(result, "values") instanceof List<?> range
                ? range
                : List.of(java.util.Objects.requireNonNull(Browser.at(result, "value")));
        for (Object value : values) {
            if (value instanceof List<?> pair) {
                double number = Double.parseDouble(String.valueOf(pair.get(1)));
                if (Double.isFinite(number)) {
                    points.put(Double.valueOf(String.valueOf(pair.get(0))), number);
                }
            }
        }
        return points;
    }

    private void stats(Object panel, List<Series> series, String unit) {
        html.append("<div class=\"stats\">");
        for (Series one : series) {
            // the words of the dashboard for a value, such as 1 for succeeded
            List<?> mappings =
                    Browser.at(panel, "fieldConfig", "defaults", "mappings") instanceof List<?> list ? list : List.of();
            String text = written(one.last(), unit);
            for (Object mapping : mappings) {
                Object word = Browser.at(mapping, "options", String.format(Locale.ROOT, "%.0f", one.last()), "text");
                text = word == null ? text : String.valueOf(word);
            }
            boolean bad = text.toLowerCase(Locale.ROOT).contains("fail");
            html.append("<div><b%s>%s</b><small>%s</small></div>"
                    .formatted(bad ? " class=\"bad\"" : "", escaped(text), escaped(one.name())));
        }
        html.append("</div>");
    }

    private void bars(List<Series> series, String unit) {
        double most = unit.equals("percentunit")
                ? 1
                : series.stream().mapToDouble(Series::last).max().orElse(1);
        html.append("<div class=\"bars\">");
        for (Series one : series) {
            html.append("<span>%s</span><span class=\"track\"><i style=\"width:%.1f%%\"></i></span><span>%s</span>"
                    .formatted(escaped(one.name()), 100 * one.last() / most, written(one.last(), unit)));
        }
        html.append("</div>");
    }

    private void lines(List<Series> series, String unit) {
        double most = series.stream()
                .flatMap(one -> one.points().values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        double top = most <= 0 ? 1 : most * 1.1;
        html.append("<svg viewBox=\"0 0 700 210\" preserveAspectRatio=\"none\">");
        for (int i = 0; i <= 4; i++) {
            double y = 190 - i * 45;
            html.append(
                    "<path d=\"M60 %.0fH700\" stroke=\"#2c3235\"/><text x=\"52\" y=\"%.0f\" text-anchor=\"end\">%s</text>"
                            .formatted(y, y + 4, written(top * i / 4, unit)));
            double x = 60 + i * 140;
            html.append("<text x=\"%.0f\" y=\"206\" text-anchor=\"%s\">%s</text>"
                    .formatted(
                            Math.min(x, 560 + 138),
                            i == 4 ? "end" : "start",
                            TIME.format(Instant.ofEpochSecond(from + (to - from) * i / 4))));
        }
        for (int i = 0; i < series.size(); i++) {
            StringBuilder path = new StringBuilder();
            double before = 0;
            for (Map.Entry<Double, Double> point : series.get(i).points().entrySet()) {
                boolean gap = point.getKey() - before > 5;
                before = point.getKey();
                path.append(gap ? 'M' : 'L')
                        .append(String.format(
                                Locale.ROOT,
                                "%.1f %.1f",
                                60 + 640 * (point.getKey() - from) / Math.max(1, to - from),
                                190 - 180 * point.getValue() / top));
            }
            html.append(
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" vector-effect=\"non-scaling-stroke\"/>"
                            .formatted(path, colour(i)));
        }
        html.append("</svg><div class=\"legend\">");
        for (int i = 0; i < series.size(); i++) {
            html.append("<span><i style=\"background:%s\"></i>%s</span>"
                    .formatted(colour(i), escaped(series.get(i).name())));
        }
        html.append("</div>");
    }

    private static String colour(int i) {
        return COLOURS.get(i % COLOURS.size());
    }

    /** Rows by stage and outcome as a matrix, everything else by its labels. */
    private void table(List<Series> series) {
        boolean matrix = series.stream().allMatch(one -> one.labels().containsKey("outcome"));
        Set<String> columns = new LinkedHashSet<>();
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (Series one : series) {
            Map<String, String> labels = one.labels();
            if (matrix) {
                String outcome = labels.getOrDefault("outcome", "");
                columns.add(outcome);
                String row = labels.getOrDefault("namespace", "") + " " + labels.getOrDefault("stage", "");
                rows.computeIfAbsent(row, any -> new TreeMap<>()).put(outcome, written(one.last(), "short"));
            } else {
                columns.addAll(List.of("target_release", "database", "version"));
                rows.put(labels.getOrDefault("namespace", "") + " " + labels.getOrDefault("release", ""), labels);
            }
        }
        html.append("<table><tr><th>")
                .append(matrix ? "stage" : "namespace, release")
                .append("</th>");
        String kind = matrix ? " class=\"n\"" : "";
        columns.forEach(column -> html.append("<th%s>%s</th>".formatted(kind, escaped(column))));
        html.append("</tr>");
        rows.forEach((name, cells) -> {
            html.append("<tr><td>").append(escaped(name)).append("</td>");
            columns.forEach(
                    column -> html.append("<td%s>%s</td>".formatted(kind, escaped(cells.getOrDefault(column, "")))));
            html.append("</tr>");
        });
        html.append("</table>");
    }

    private static String written(double value, String unit) {
        return switch (unit) {
            case "percentunit" ->
                String.format(Locale.ROOT, value == 1 || value == 0 ? "%.0f %%" : "%.1f %%", 100 * value);
            case "s" ->
                value >= 60
                        ? String.format(Locale.ROOT, "%.1f min", value / 60)
                        : value >= 1
                                ? String.format(Locale.ROOT, "%.1f s", value)
                                : String.format(Locale.ROOT, "%.0f ms", value * 1000);
            case "rowsps" -> String.format(Locale.ROOT, "%,.0f/s", value);
            default -> String.format(Locale.ROOT, value < 10 && value % 1 != 0 ? "%.2f" : "%,.0f", value);
        };
    }

    private static int number(Object panel, String... path) {
        return Browser.at(panel, path) instanceof Integer number ? number : 0;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
