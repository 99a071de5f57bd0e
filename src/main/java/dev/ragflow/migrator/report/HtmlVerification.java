package dev.ragflow.migrator.report;

import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.util.List;
import java.util.Map;

/** What the checks found, on the page. */
final class HtmlVerification {

    private static final String PRESERVATION = "/verification/preservation/";

    private HtmlVerification() {}

    static void tiles(HtmlPage page, RunReport report) {
        VerificationReport verification = report.verification();
        Preservation preservation = verification == null ? null : verification.preservation();
        if (preservation != null) {
            tile(page, "models", preservation.models());
            tile(page, "references", preservation.references());
        }
    }

    private static void tile(HtmlPage page, String what, Preservation.Count count) {
        page.raw("<div class=\"tile\"><b>").number(PRESERVATION + what + "/preserved", count.preserved());
        page.raw("</b><small>of ").number(PRESERVATION + what + "/total", count.total());
        page.text(" " + what + " preserved").raw("</small></div>");
    }

    static void write(HtmlPage page, RunReport report) {
        VerificationReport verification = report.verification();
        if (verification == null) {
            return;
        }
        page.raw("<section><h2>Verification and preservation</h2>")
                .tableOf(List.of("Check", "Result", "What must hold", "#Found"));
        List<CheckResult> checks = verification.checks();
        for (int i = 0; i < checks.size(); i++) {
            row(page, checks.get(i), "/verification/checks/" + i + "/found");
        }
        page.endTable();
        Preservation preservation = verification.preservation();
        if (preservation != null) {
            count(page, "Models", PRESERVATION + "models/", preservation.models());
            count(page, "References", PRESERVATION + "references/", preservation.references());
        }
        page.raw("</section>\n");
    }

    private static void row(HtmlPage page, CheckResult check, String field) {
        String result = !check.passed() ? "failed" : check.found() > 0 ? "finding" : "ok";
        String colour = !check.passed() ? "bad-text" : check.found() > 0 ? "note-text" : "good-text";
        page.raw("<tr>").cell("Check").text(check.name()).raw("</td>");
        page.cell("Result").element("span", "class=\"" + colour + "\"", result).raw("</td>");
        page.cell("What must hold").text(check.title());
        if (check.found() > 0) {
            page.list(check.samples()).raw("<b>Next:</b> ").text(check.nextStep());
        }
        page.raw("</td>").numberCell("Found").number(field, check.found()).raw("</td></tr>");
    }

    private static void count(HtmlPage page, String what, String field, Preservation.Count count) {
        page.element("h3", "", what)
                .raw("<p>")
                .number(field + "preserved", count.preserved())
                .raw(" of ");
        page.number(field + "total", count.total()).raw(" mean what they meant before; ");
        page.number(field + "lost", count.lost()).raw(" lost.</p>");
        if (!count.samples().isEmpty()) {
            page.list(count.samples());
        }
        if (!count.notCounted().isEmpty()) {
            page.raw("<p class=\"soft\">Not counted:</p><ul>");
            for (Map.Entry<String, Long> reason : count.notCounted().entrySet()) {
                // as in a JSON pointer
                String name = reason.getKey().replace("~", "~0").replace("/", "~1");
                page.raw("<li>").number(field + "notCounted/" + name, reason.getValue());
                page.text(" " + reason.getKey()).raw("</li>");
            }
            page.raw("</ul>");
        }
    }
}
