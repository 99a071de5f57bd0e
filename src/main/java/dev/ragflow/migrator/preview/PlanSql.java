package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The statements of a plan, for review. What happens to rows is described in comments, since the program decides it. */
final class PlanSql {

    private PlanSql() {}

    static String of(Plan plan) {
        List<String> lines = new ArrayList<>();
        comment(lines, "RAGFlow " + plan.target() + ": what a migration of " + plan.server() + " would run.");
        comment(
                lines,
                "For review, not to be run by hand: the stages that move data are done by the program, row by row and in");
        comment(
                lines,
                "small transactions; there are comments in their place. It adds its own tables (DATABASECHANGELOG,");
        comment(
                lines,
                "migration_history, ragflow_migrator_*), and writes RAGFlow's version marker once everything is verified.");
        if (!plan.dialect().isPostgres()) {
            comment(
                    lines,
                    "Each ALTER TABLE is tried with ALGORITHM=INSTANT, then with ALGORITHM=INPLACE, LOCK=NONE, then as it is here.");
        }
        for (PlannedStep step : plan.steps()) {
            lines.add("");
            comment(lines, step.changeset().name() + ": " + step.reason());
            for (Listed listed : step.statements()) {
                if (listed.rebuild()) {
                    comment(lines, "Rebuilds table " + listed.table() + " while writes to it wait.");
                }
                boolean together = plan.dialect().isPostgres() && listed.sql().size() > 1;
                if (together) {
                    lines.add("BEGIN;");
                }
                listed.sql().forEach(sql -> lines.add(sql.strip() + ";"));
                if (together) {
                    lines.add("COMMIT;");
                }
            }
            if (step.rowsChanged() > 0) {
                comment(lines, String.format(Locale.ROOT, "%,d rows changed.", step.rowsChanged()));
            }
            step.rows().forEach(row -> comment(lines, rows(row, step.unknown())));
        }
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String rows(StageResult row, String unknown) {
        return unknown.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "%s: reads %,d rows, inserts %,d, updates %,d.",
                        row.table(),
                        row.read(),
                        row.inserted(),
                        row.updated())
                : row.table() + ": counts are not known in advance: " + unknown + ".";
    }

    private static void comment(List<String> lines, String text) {
        lines.add("-- " + text.replaceAll("\\R", " "));
    }
}
