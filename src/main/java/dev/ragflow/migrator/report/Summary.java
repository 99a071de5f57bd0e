package dev.ragflow.migrator.report;

import static dev.ragflow.migrator.report.NumberFormats.number;
import static dev.ragflow.migrator.report.NumberFormats.seconds;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.report.RunReport.Kind;
import dev.ragflow.migrator.report.RunReport.Result;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report of a run as a person reads it at the end, on standard output. */
public final class Summary {

    private static final int WIDTH = 100;
    private static final int WHAT_WIDTH = 80;

    private final RunReport report;
    private final List<String> lines = new ArrayList<>();

    private Summary(RunReport report) {
        this.report = report;
    }

    public static void print(RunReport report, PrintStream out) {
        of(report).forEach(out::println);
        out.flush();
    }

    static List<String> of(RunReport report) {
        return new Summary(report).lines();
    }

    private List<String> lines() {
        lines.add("");
        lines.add("Summary: " + report.headline());
        lines.add("Database: " + report.server());
        changes();
        rows();
        skipped();
        list(
                report.result() == Result.REFUSED ? "Refused because:" : "What went wrong:",
                report.problems().stream()
                        .map(problem -> "[" + problem.category().id() + "] " + problem.sentence())
                        .toList());
        list("Findings (RAGFlow works with them):", report.findings());
        list("Notes:", report.notes());
        lines.add("");
        lines.addAll(report.preservation());
        times();
        lines.add("Total: " + totals());
        lines.add("Next: " + report.next());
        return lines;
    }

    private void changes() {
        List<ChangesetRecord> changes = report.changes();
        if (changes.isEmpty()) {
            return;
        }
        String what = report.kind() == Kind.ROLLBACK ? "what was rolled back" : "what was done";
        TextTable table = new TextTable(2, "changeset", what, "time");
        changes.forEach(
                change -> table.row(List.of(change.name(), shortened(change.text()), seconds(change.duration()))));
        lines.add("");
        lines.addAll(table.lines());
    }

    /** The log has the whole text. */
    private static String shortened(String text) {
        return text.length() <= WHAT_WIDTH
                ? text
                : text.substring(0, WHAT_WIDTH - 1).stripTrailing() + "…";
    }

    private void rows() {
        if (report.rows().isEmpty() || report.kind() == Kind.ROLLBACK) {
            return;
        }
        TextTable table = new TextTable(
                2, "stage", "table", "read", "inserted", "updated", "unchanged", "skipped", "time", "rows/s");
        for (StageResult result : report.rows()) {
            table.row(List.of(
                    result.stage(),
                    result.table(),
                    number(result.read()),
                    number(result.inserted()),
                    number(result.updated()),
                    number(result.unchanged()),
                    number(NumberFormats.skipped(result)),
                    seconds(result.duration()),
                    rate(result)));
        }
        lines.add("");
        lines.addAll(table.lines());
    }

    /** Rows read; empty if the time is too short for that. */
    private static String rate(StageResult result) {
        long millis = result.duration().toMillis();
        return millis < 10 ? "" : number(result.read() * 1000 / millis);
    }

    private void skipped() {
        List<String> reasons = new ArrayList<>();
        for (StageResult result : report.rows()) {
            for (Map.Entry<String, Long> reason : result.skipped().entrySet()) {
                reasons.add(result.stage() + ", " + result.table() + ": " + number(reason.getValue()) + " × "
                        + reason.getKey());
            }
        }
        list("Unchanged, with reason:", reasons);
    }

    private void list(String heading, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(heading);
        items.stream().distinct().forEach(item -> lines.addAll(wrapped(item)));
    }

    private static List<String> wrapped(String item) {
        List<String> wrapped = new ArrayList<>();
        StringBuilder line = new StringBuilder("  -");
        for (String word : item.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                wrapped.add(line.toString());
                line = new StringBuilder("   ");
            }
            line.append(' ').append(word);
        }
        wrapped.add(line.toString());
        return wrapped;
    }

    /** What the time went into. */
    private void times() {
        if (report.kind() != Kind.MIGRATE || report.changesets().isEmpty()) {
            return;
        }
        List<String> parts = new ArrayList<>();
        report.phases().stream()
                .filter(phase -> !phase.name().equals(Phase.VERIFICATION))
                .forEach(phase -> parts.add(phase.name() + " " + seconds(phase.duration())));
        parts.add("schema " + seconds(report.time(false)));
        parts.add("data " + seconds(report.time(true)));
        report.phases().stream()
                .filter(phase -> phase.name().equals(Phase.VERIFICATION))
                .forEach(phase -> parts.add(phase.name() + " " + seconds(phase.duration())));
        lines.add("Time: " + String.join("; ", parts) + ".");
    }

    private String totals() {
        if (report.kind() == Kind.ROLLBACK) {
            return seconds(report.duration()) + "; changesets: "
                    + number(report.changes().size()) + " rolled back.";
        }
        return seconds(report.duration()) + "; changesets: " + number(report.changesets(MigrationStatus.SUCCESS))
                + " done, " + number(report.changesets(MigrationStatus.SKIPPED)) + " already there, "
                + number(report.changesets(MigrationStatus.FAILED)) + " failed; rows: " + number(report.rowsInserted())
                + " inserted, " + number(report.rowsUpdated()) + " updated.";
    }
}
