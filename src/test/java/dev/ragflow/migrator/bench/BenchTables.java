package dev.ragflow.migrator.bench;

import dev.ragflow.migrator.bench.BenchResult.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as tables in Markdown, which read well on a terminal too. */
final class BenchTables {

    private BenchTables() {}

    /** One database: phases, then stages. */
    static List<String> of(BenchResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("### " + result.kind() + ", " + result.server());
        lines.add("");
        lines.add(result.rows() + "; " + result.machine() + ".");
        lines.add("");
        Phases phases = result.phases();
        lines.add("| whole process | start-up | schema | data | between | verification | processor, program | server"
                + " | peak memory |");
        lines.add("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        lines.add(format(
                "| **%.1f s** | %.1f s | %.1f s | %.1f s | %.1f s | %.1f s | %.1f s | %.1f s | %.0f MiB |",
                result.wall(),
                phases.startUp(),
                phases.schema(),
                phases.data(),
                phases.between(),
                phases.verification(),
                result.processor(),
                result.serverProcessor(),
                result.peakMegabytes()));
        lines.add("");
        lines.add("| stage | table | read | inserted | updated | time | rows/s | floor | ratio |");
        lines.add("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Stage stage : result.stages()) {
            StageRow row = stage.row();
            lines.add(format(
                    "| `%s` | `%s` | %,d | %,d | %,d | %.2f s | %s | %s | %s |",
                    row.stage(),
                    row.table(),
                    row.read(),
                    row.inserted(),
                    row.updated(),
                    row.seconds(),
                    row.rate(),
                    stage.floor().seconds() == 0
                            ? ""
                            : format("%.2f s", stage.floor().seconds()),
                    ratio(stage.ratio())));
        }
        lines.add(format(
                "| all | | | | | %.2f s | | %.2f s | **%s** |",
                phases.data(), result.floor(), ratio(phases.data() / result.floor())));
        lines.add("");
        double processor = result.processor() + result.serverProcessor();
        lines.add(format(
                "Processor time, which other work on the machine does not lengthen: %.1f s for the whole run, program and server;"
                        + " %.1f s for the floor. Nothing to do: %.2f s, %.0f MiB%s.",
                processor,
                result.floorProcessor(),
                result.idle(),
                result.idleMegabytes(),
                Double.isNaN(result.edited()) ? "" : format("; after one edited dialog: %.2f s", result.edited())));
        return lines;
    }

    /** What an operator asks first: how long a run takes, for each size and server. */
    static List<String> sizes(List<BenchResult> results) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("| size | server | whole run | schema | data | verification | peak memory |");
        lines.add("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        for (BenchResult result : results) {
            lines.add(format(
                    "| %s | %s | **%.0f s** | %.0f s | %.0f s | %.0f s | %.0f MiB |",
                    result.rows(),
                    result.server(),
                    result.wall(),
                    result.phases().schema(),
                    result.phases().data(),
                    result.phases().verification(),
                    result.peakMegabytes()));
        }
        return lines;
    }

    /** How time and memory grow from one size to the next, on each server. */
    static List<String> growth(List<BenchResult> results) {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < results.size(); i++) {
            BenchResult smaller = results.get(i - 1);
            BenchResult larger = results.get(i);
            if (!smaller.server().equals(larger.server())
                    || smaller.kind().ofDocuments()
                    || larger.kind().ofDocuments()) {
                continue;
            }
            if (lines.isEmpty()) {
                lines.addAll(List.of(
                        "",
                        "| growth | from | to | data | time | peak memory |",
                        "| --- | --- | --- | ---: | ---: | ---: |"));
            }
            lines.add(format(
                    "| %s | %s | %s | × %.1f | × %.1f | × %.2f |",
                    larger.server(),
                    smaller.kind(),
                    larger.kind(),
                    (double) larger.kind().tenants() / smaller.kind().tenants(),
                    larger.wall() / smaller.wall(),
                    larger.peakMegabytes() / smaller.peakMegabytes()));
        }
        return lines;
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? format("%.1f", ratio) : "";
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
