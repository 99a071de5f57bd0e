package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.history.MigrationStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a run as a person reads it at the end, on standard output. */
final class Summary {

    private static final int WIDTH = 100;
    private static final int WHAT_WIDTH = 80;

    private final RunReport report;
    private final List<String> lines = new ArrayList<>();

    private Summary(RunReport report) {
        this.report = report;
    }

    static void print(RunReport report, PrintStream out) {
        new Summary(report).lines().forEach(out::println);
        out.flush();
    }

    static List<String> of(RunReport report) {
        return new Summary(report).lines();
    }

    private List<String> lines() {
        lines.add("");
        lines.add("Summary: " + headline());
        lines.add("Database: " + report.server());
        schema();
        rows();
        skipped();
        remarks();
        lines.add("");
        lines.addAll(report.preservation());
        lines.add("Total: " + totals());
        lines.add("Next: " + next());
        return lines;
    }

    private String headline() {
        String target = report.target().tag();
        return switch (report.result()) {
            case DONE -> "the database is at RAGFlow " + target + ".";
            case NOTHING_TO_DO -> "nothing to do, the database is at RAGFlow " + target + " already.";
            case NEWER_THAN_TARGET -> "nothing was changed, the database is newer than RAGFlow " + target + ".";
            case INTERRUPTED -> "the migration to RAGFlow " + target + " was interrupted and can be run again.";
            case FAILED -> "the migration to RAGFlow " + target + " failed and can be run again.";
            case NOT_VERIFIED -> "everything ran, but the database is not what RAGFlow " + target + " expects.";
        };
    }

    private void schema() {
        List<ChangesetRecord> changed = report.changesets().stream()
                .filter(record -> record.status() == MigrationStatus.SUCCESS)
                .filter(record ->
                        record.outcome() != null && record.outcome().rows().isEmpty())
                .toList();
        if (changed.isEmpty()) {
            return;
        }
        TextTable table = new TextTable(2, "changeset", "what was done", "time");
        for (ChangesetRecord record : changed) {
            StepOutcome outcome = record.outcome();
            table.row(List.of(
                    record.name(), outcome == null ? "" : shortened(outcome.text()), seconds(record.duration())));
        }
        lines.add("");
        lines.addAll(table.lines());
    }

    /** The log has the whole text. */
    static String shortened(String text) {
        return text.length() <= WHAT_WIDTH
                ? text
                : text.substring(0, WHAT_WIDTH - 1).stripTrailing() + "…";
    }

    private void rows() {
        if (report.rows().isEmpty()) {
            return;
        }
        TextTable table =
                new TextTable(2, "stage", "table", "read", "inserted", "updated", "unchanged", "skipped", "time");
        for (StageResult result : report.rows()) {
            table.row(List.of(
                    result.stage(),
                    result.table(),
                    number(result.read()),
                    number(result.inserted()),
                    number(result.updated()),
                    number(result.unchanged()),
                    number(skipped(result)),
                    seconds(result.duration())));
        }
        lines.add("");
        lines.addAll(table.lines());
    }

    private void skipped() {
        List<String> reasons = new ArrayList<>();
        for (StageResult result : report.rows()) {
            for (Map.Entry<String, Long> reason : result.skipped().entrySet()) {
                reasons.add(result.stage() + ", " + result.table() + ": " + number(reason.getValue()) + " × "
                        + reason.getKey());
            }
        }
        list("Left as they were:", reasons);
    }

    private void remarks() {
        List<String> remarks = new ArrayList<>(report.warnings());
        report.rows().forEach(result -> remarks.addAll(result.notes()));
        remarks.addAll(report.remarks());
        list("To know:", remarks);
    }

    private void list(String heading, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(heading);
        items.stream().distinct().forEach(item -> lines.addAll(wrapped(item)));
    }

    static List<String> wrapped(String item) {
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

    private String totals() {
        return seconds(report.duration()) + "; changesets: " + report.changesets(MigrationStatus.SUCCESS) + " done, "
                + report.changesets(MigrationStatus.SKIPPED) + " already there, "
                + report.changesets(MigrationStatus.FAILED) + " failed; rows: " + number(report.rowsInserted())
                + " inserted, "
                + number(report.rowsUpdated()) + " updated.";
    }

    private String next() {
        String target = report.target().tag();
        return switch (report.result()) {
            case DONE, NOTHING_TO_DO -> "start RAGFlow " + target + "; its start-up finds nothing left to do.";
            case NEWER_THAN_TARGET ->
                "start the RAGFlow release the database belongs to, or choose a newer target with"
                        + " --target-release.";
            case INTERRUPTED -> "run the same command again; it goes on from where it stopped.";
            case FAILED ->
                "mend the cause named above, then run the same command again; it goes on from where it" + " stopped.";
            case NOT_VERIFIED ->
                "look at the differences named above; the version marker was not written. Run the same"
                        + " command again after mending them.";
        };
    }

    private static long skipped(StageResult result) {
        return result.skipped().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }
}
