package dev.ragflow.migrator.bench;

import java.util.List;
import java.util.Locale;

/** Bars of where the time goes, as SVG without anything from outside. Every database has a scale of its own. */
final class PerformancePicture {

    private static final int WIDTH = 860;
    private static final int LEFT = 190;
    private static final int BAR = 16;
    private static final int ROW = 22;
    private static final List<String> NAMES = List.of("start-up", "schema", "data", "between", "verification");
    private static final List<String> COLORS = List.of("#8c8c8c", "#4c78a8", "#f58518", "#b8b8b8", "#54a24b");

    private final StringBuilder svg = new StringBuilder();
    private int y = 20;

    private PerformancePicture() {}

    static String of(List<BenchResult> results) {
        PerformancePicture picture = new PerformancePicture();
        picture.legend();
        results.forEach(picture::add);
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n%s</svg>%n",
                WIDTH,
                picture.y,
                picture.svg);
    }

    private void legend() {
        int x = LEFT;
        for (int i = 0; i < NAMES.size(); i++) {
            rectangle(x, y - 10, 12, COLORS.get(i));
            text(x + 17, y, NAMES.get(i));
            x += 110;
        }
        y += ROW;
    }

    private void add(BenchResult result) {
        y += 8;
        text(10, y, result.kind() + ", " + result.server());
        y += 8;
        double own = OwnPath.of(result).map(OwnPath::seconds).orElse(0.0);
        double scale = (WIDTH - LEFT - 90) / Math.max(own, result.wall());
        bar("this program", times(result), scale, result.wall());
        if (own > 0) {
            y += ROW;
            text(LEFT - 10 - 6 * 18, y + BAR - 4, "RAGFlow's own path");
            rectangle(LEFT, y, Math.max(1, own * scale), "#e45756");
            text(LEFT + own * scale + 6, y + BAR - 4, seconds(own));
        }
        y += ROW;
        text(LEFT - 10 - 6 * 18, y + BAR - 4, "floor of data");
        rectangle(LEFT, y, Math.max(1, result.floor() * scale), "#72b7b2");
        text(LEFT + Math.max(1, result.floor() * scale) + 6, y + BAR - 4, seconds(result.floor()));
        y += ROW + 14;
    }

    private static List<Double> times(BenchResult result) {
        Phases phases = result.phases();
        return List.of(phases.startUp(), phases.schema(), phases.data(), phases.between(), phases.verification());
    }

    private void bar(String name, List<Double> times, double scale, double all) {
        text(LEFT - 10 - 6 * 18, y + BAR - 4, name);
        double x = LEFT;
        for (int i = 0; i < times.size(); i++) {
            double width = Math.max(0, times.get(i)) * scale;
            rectangle(x, y, width, COLORS.get(i));
            x += width;
        }
        text(x + 6, y + BAR - 4, seconds(all));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%,.0f s", seconds);
    }

    private void rectangle(double x, double top, double width, String color) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                x,
                top,
                width,
                width == 12 ? 12 : BAR,
                color));
    }

    private void text(double x, double baseline, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"#222222\">%s</text>%n",
                x,
                baseline,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
