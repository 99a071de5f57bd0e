package dev.ragflow.migrator.report;

import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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
        if (report.passed() && !report.passedStrictly()) {
            lines.add("Findings: "
                    + report.findings().stream()
                            .map(check -> String.format(Locale.ROOT, "%s %,d", check.name(), check.found()))
                            .collect(Collectors.joining(", "))
                    + ". RAGFlow works with them; see below for what to do about each.");
            lines.add("");
        }
        TextTable table = new TextTable(3, "check", "result", "what must hold", "found");
        for (CheckResult check : report.checks()) {
            table.row(List.of(
                    check.name(), result(check), check.title(), String.format(Locale.ROOT, "%,d", check.found())));
        }
        lines.addAll(table.lines());
        report.checks().stream().filter(check -> check.found() > 0).forEach(check -> {
            lines.add("");
            lines.add(check.name() + ": " + check.nextStep());
            check.samples().forEach(sample -> lines.add("  - " + sample));
            if (check.found() > check.samples().size() && !check.samples().isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  and %,d more",
                        check.found() - check.samples().size()));
            }
        });
        if (!report.preservationLines().isEmpty()) {
            lines.add("");
            lines.addAll(report.preservationLines());
        }
        return lines;
    }

    private static String result(CheckResult check) {
        return !check.passed() ? "FAILED" : check.found() > 0 ? "finding" : "ok";
    }
}
