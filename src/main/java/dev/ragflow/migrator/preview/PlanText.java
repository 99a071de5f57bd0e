package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.report.TextTable;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import dev.ragflow.migrator.schema.TableSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A plan for people. */
final class PlanText {

    private static final String INDENT = "    ";

    private PlanText() {}

    static List<String> lines(Plan plan) {
        List<String> lines = new ArrayList<>();
        header(plan, lines);
        if (plan.newer().isEmpty() && !plan.steps().isEmpty()) {
            steps(plan, lines);
            rows(plan, lines);
            locks(plan, lines);
            lines.add("");
            lines.add("Estimate: " + plan.estimate().text()
                    + ", from the counts above and the rates of docs/performance.md; a busy server takes longer.");
        }
        findings(plan, lines);
        notes(plan, lines);
        lines.add("Next: " + plan.next());
        return lines;
    }

    private static void header(Plan plan, List<String> lines) {
        lines.add("Dry run: nothing was written, and no lock was taken.");
        lines.add("Database: " + plan.server());
        String release = plan.shape().release();
        lines.add("Release: " + (release.isEmpty() ? "none, the database has no RAGFlow tables" : release)
                + ", version marker " + plan.marker().orElse("none"));
        lines.add("Target: " + plan.target()
                + (plan.stages().isEmpty() ? "" : ", stages " + String.join(", ", new TreeSet<>(plan.stages()))));
        lines.addAll(plan.newer());
        plan.locks()
                .forEach((lock, holder) -> lines.add("Held: " + lock + ", by " + holder + "; a run would wait for it"));
    }

    private static void steps(Plan plan, List<String> lines) {
        lines.add("");
        lines.add("What would run, in order:");
        int number = 0;
        for (PlannedStep step : plan.steps()) {
            lines.add(String.format(
                    Locale.ROOT, "%3d. %s: %s", ++number, step.changeset().name(), step.reason()));
            for (Listed listed : step.statements()) {
                listed.sql().forEach(sql -> lines.add(INDENT + INDENT + oneLine(sql) + ";"));
            }
            if (step.rowsChanged() > 0) {
                lines.add(INDENT + INDENT + String.format(Locale.ROOT, "%,d rows changed", step.rowsChanged()));
            }
        }
    }

    private static void rows(Plan plan, List<String> lines) {
        if (plan.rows().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Rows, as the run would report them:");
        TextTable table = new TextTable(2, "stage", "table", "read", "inserted", "updated", "unchanged", "skipped");
        for (PlannedStep step : plan.steps()) {
            for (StageResult row : step.rows()) {
                boolean known = step.unknown().isEmpty();
                table.row(List.of(
                        row.stage(),
                        row.table(),
                        number(row.read()),
                        known ? number(row.inserted()) : "?",
                        known ? number(row.updated()) : "?",
                        known ? number(row.unchanged()) : "?",
                        known
                                ? number(row.skipped().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                                : "?"));
            }
        }
        table.lines().forEach(line -> lines.add("  " + line));
        for (PlannedStep step : plan.steps()) {
            if (!step.unknown().isEmpty()) {
                lines.add("  ? " + step.changeset().name() + ": " + step.unknown() + ".");
            }
            for (StageResult row : step.rows()) {
                row.skipped()
                        .forEach((reason, count) -> lines.add("  " + row.stage() + ", " + row.table() + ": "
                                + number(count) + " skipped: " + reason));
            }
        }
    }

    private static void locks(Plan plan, List<String> lines) {
        Map<String, TableSize> sizes = plan.sizes();
        Set<String> rebuilt = new TreeSet<>();
        plan.rebuilds().forEach(listed -> rebuilt.add(listed.table()));
        lines.add("");
        if (rebuilt.isEmpty()) {
            lines.add("Tables rebuilt: none.");
        } else {
            lines.add("Tables rebuilt, while " + (plan.dialect().isPostgres() ? "reads of them and writes" : "writes")
                    + " to them wait:");
            rebuilt.forEach(table -> lines.add("  " + table + ", " + sizes.getOrDefault(table, new TableSize(0, 0))));
        }
        lines.add("All other statements wait a few seconds for their table at most, and do not block the application.");
    }

    private static void findings(Plan plan, List<String> lines) {
        if (!plan.findings().isEmpty()) {
            lines.add("");
            lines.add("Findings that the run would leave (RAGFlow works with them):");
            plan.findings().forEach(finding -> lines.add("  " + finding.sentence()));
        }
    }

    private static void notes(Plan plan, List<String> lines) {
        lines.add("");
        plan.remarks().forEach(lines::add);
        plan.steps().forEach(step -> lines.addAll(step.notes()));
        plan.refusals().forEach(problem -> lines.add("The run would refuse to start: " + problem.text()));
    }

    private static String oneLine(String sql) {
        return sql.replaceAll("\\s+", " ").strip();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
