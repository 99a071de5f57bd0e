package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import java.util.ArrayList;
import java.util.List;

/** The report of a rollback as a person reads it at the end, on standard output. */
final class RollbackSummary {

    private RollbackSummary() {}

    static List<String> of(RollbackReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Summary: " + headline(report));
        lines.add("Database: " + report.server());
        List<String> notes = new ArrayList<>();
        if (!report.takenBack().isEmpty()) {
            TextTable table = new TextTable(2, "changeset", "what was taken back", "time");
            for (ChangesetRecord record : report.takenBack()) {
                StepOutcome outcome = RollbackReport.outcome(record);
                table.row(
                        List.of(record.name(), Summary.shortened(outcome.text()), Summary.seconds(record.duration())));
                notes.addAll(outcome.warnings());
                outcome.rows().forEach(rows -> notes.addAll(rows.notes()));
            }
            lines.add("");
            lines.addAll(table.lines());
        }
        notes.addAll(report.remarks());
        if (!notes.isEmpty()) {
            lines.add("");
            lines.add(report.result() == RollbackReport.Result.REFUSED ? "Why not:" : "To know:");
            notes.stream().distinct().forEach(note -> lines.addAll(Summary.wrapped(note)));
        }
        lines.add("");
        lines.addAll(report.preservation());
        lines.add("Total: " + Summary.seconds(report.duration()) + "; changesets: "
                + report.takenBack().size() + " taken back.");
        lines.add("Next: " + next(report));
        return lines;
    }

    private static String headline(RollbackReport report) {
        String former = report.former().tag();
        return switch (report.result()) {
            case DONE -> "the database is back at RAGFlow " + former + ".";
            case NOTHING_TO_DO -> "nothing to do, the database is at RAGFlow " + former + " already.";
            case REFUSED -> "nothing was changed, the database cannot be taken back to RAGFlow " + former + ".";
            case FAILED -> "the rollback to RAGFlow " + former + " failed and can be run again.";
            case NOT_VERIFIED ->
                "everything was taken back, but the database is not what RAGFlow " + former + " expects.";
        };
    }

    private static String next(RollbackReport report) {
        String former = report.former().tag();
        return switch (report.result()) {
            case DONE, NOTHING_TO_DO -> "start RAGFlow " + former + ".";
            case REFUSED ->
                "stay with the newer release, undo there what is named above, or restore the backup taken before the"
                        + " migration.";
            case FAILED ->
                "mend the cause named above, then run the same command again; it goes on from where it stopped. Or run"
                        + " migrate to go forth again.";
            case NOT_VERIFIED -> "look at what is named above, mend it, and run the same command again.";
        };
    }
}
