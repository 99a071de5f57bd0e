package dev.ragflow.migrator.report;

import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verification as a person reads it. */
public final class VerificationText {

    private VerificationText() {}

    public static List<String> of(VerificationReport report, String server) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Verification: the database is " + (report.passed() ? "" : "not ") + "what RAGFlow "
                + report.release().tag() + " expects.");
        lines.add("Database: " + server);
        lines.add("");
        TextTable table = new TextTable(3, "check", "result", "what must hold", "found");
        for (CheckResult check : report.checks()) {
            table.row(List.of(
                    check.name(), result(check), check.title(), String.format(Locale.ROOT, "%,d", check.failures())));
        }
        lines.addAll(table.lines());
        report.checks().stream().filter(check -> check.failures() > 0).forEach(check -> {
            lines.add("");
            lines.add(check.name() + ": " + check.nextStep());
            check.samples().forEach(sample -> lines.add("  - " + sample));
            if (check.failures() > check.samples().size()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  and %,d more",
                        check.failures() - check.samples().size()));
            }
        });
        if (!report.preservationLines().isEmpty()) {
            lines.add("");
            lines.addAll(report.preservationLines());
        }
        lines.addAll(report.repairLines());
        return lines;
    }

    private static String result(CheckResult check) {
        return !check.passed() ? "FAILED" : check.failures() > 0 ? "note" : "ok";
    }
}
