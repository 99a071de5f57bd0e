package dev.ragflow.migrator.report;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.MigrationStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The report as one page for people: it loads nothing from outside, and reads well on a phone and on paper. */
final class HtmlReport {

    private final RunReport report;
    private final RunContext context;
    private final HtmlPage page = new HtmlPage();

    private HtmlReport(RunReport report, RunContext context) {
        this.report = report;
        this.context = context;
    }

    static String of(RunReport report, RunContext context) {
        return new HtmlReport(report, context).html();
    }

    private String html() {
        String title =
                "RAGFlow " + report.target() + ": " + report.kind().name().toLowerCase(Locale.ROOT);
        // the browser itself keeps the page from asking for anything
        page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'; img-src data:\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                        + "<meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"data:,\">")
                .element("title", "", title)
                .raw("<style>\n" + style() + "</style></head><body><main>\n");
        head();
        problems();
        tiles();
        timeline();
        changesets();
        stages();
        HtmlVerification.write(page, report);
        notes();
        settings();
        page.raw("<footer>").text("ragflow-migrator " + context.version()).raw("</footer></main></body></html>\n");
        return page.toString();
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("/report/report.css")) {
            return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void head() {
        String pill = report.result().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        page.raw("<header>")
                .element("span", "class=\"pill " + (report.isGood() ? "good" : "bad") + "\"", pill)
                .element("h1", "", capital(report.headline()))
                .raw("<p class=\"next\"><b>Next:</b> ")
                .text(report.next())
                .raw("</p><dl>");
        fact("Database", report.server().isEmpty() ? "not reached" : report.server());
        fact(
                "Command",
                "ragflow-migrator " + report.kind().name().toLowerCase(Locale.ROOT) + ", RAGFlow " + report.target());
        fact(
                "Began",
                context.startedAt()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", " UTC"));
        page.raw("<dt>Took</dt><dd>").seconds("/duration_seconds", report.duration());
        page.raw("</dd><dt>Exit code</dt><dd>")
                .number("/exit_code", context.exitCode())
                .raw("</dd></dl></header>\n");
    }

    private void fact(String name, String text) {
        page.element("dt", "", name).element("dd", "", text);
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private void problems() {
        if (report.problems().isEmpty()) {
            return;
        }
        page.raw("<section><h2>What went wrong, and what to do</h2><ul>");
        for (Problem problem : report.problems()) {
            page.raw("<li>")
                    .element("code", "class=\"bad-text\"", problem.category().id());
            page.raw(" ").text(problem.text());
            if (!problem.next().isEmpty()) {
                page.raw("<br><b>Next:</b> ").text(problem.next());
            }
            page.raw("</li>");
        }
        page.raw("</ul></section>\n");
    }

    private void tiles() {
        page.raw("<section><h2>In numbers</h2><div class=\"tiles\">");
        HtmlVerification.tiles(page, report);
        tile("rows inserted", "/totals/rows_inserted", report.rowsInserted());
        tile("rows updated", "/totals/rows_updated", report.rowsUpdated());
        for (MigrationStatus status : MigrationStatus.values()) {
            tile("changesets " + word(status), "/totals/changesets/" + status.id(), report.changesets(status));
        }
        page.raw("</div></section>\n");
    }

    /** As the summary calls it. */
    private static String word(MigrationStatus status) {
        return switch (status) {
            case SUCCESS -> "done";
            case FAILED -> "failed";
            case INTERRUPTED -> "interrupted";
            case SKIPPED -> "already there";
            case ROLLED_BACK -> "rolled back";
        };
    }

    private void tile(String what, String field, long number) {
        page.raw("<div class=\"tile\"><b>")
                .number(field, number)
                .raw("</b>")
                .element("small", "", what)
                .raw("</div>");
    }

    private void timeline() {
        List<Timeline.Bar> bars = Timeline.of(report, context.startedAt());
        if (bars.isEmpty()) {
            return;
        }
        double whole = bars.stream()
                .map(bar -> bar.offset().plus(bar.duration()))
                .max(Duration::compareTo)
                .map(end -> Math.max(1.0, end.toMillis()))
                .orElse(1.0);
        page.raw("<section><h2>Timeline</h2><ol class=\"timeline\">");
        for (int i = 0; i < bars.size(); i++) {
            Timeline.Bar bar = bars.get(i);
            page.raw("<li>").element("span", "class=\"name\"", bar.name());
            page.raw(String.format(
                    Locale.ROOT,
                    "<span class=\"track\"><i style=\"left:%.2f%%;width:%.2f%%\"></i></span><span class=\"time\">",
                    100 * bar.offset().toMillis() / whole,
                    100 * bar.duration().toMillis() / whole));
            page.seconds("/timeline/" + i + "/duration_seconds", bar.duration()).raw("</span></li>");
        }
        page.raw("</ol></section>\n");
    }

    private void changesets() {
        List<ChangesetRecord> all = report.changesets();
        if (all.stream().noneMatch(HtmlReport::isTold)) {
            return;
        }
        page.raw("<section><h2>What was done, and why</h2>").tableOf(List.of("Changeset", "Why", "What", "#Time"));
        for (int i = 0; i < all.size(); i++) {
            ChangesetRecord record = all.get(i);
            if (isTold(record)) {
                boolean good =
                        record.status() == MigrationStatus.SUCCESS || record.status() == MigrationStatus.ROLLED_BACK;
                page.raw("<tr>").cell("Changeset").text(record.name()).raw("</td>");
                page.cell("Why").text(record.purpose()).raw("</td>").cell("What");
                page.text(good ? "" : record.status().id() + " ")
                        .text(record.text())
                        .raw("</td>")
                        .numberCell("Time");
                page.seconds("/changesets/" + i + "/duration_seconds", record.duration())
                        .raw("</td></tr>");
            }
        }
        page.endTable().raw("</section>\n");
    }

    /** Not what the database had already, and not the marks at the end of releases. */
    private static boolean isTold(ChangesetRecord record) {
        boolean failed = record.status() == MigrationStatus.FAILED || record.status() == MigrationStatus.INTERRUPTED;
        return failed || (record.status() != MigrationStatus.SKIPPED && record.outcome() != null);
    }

    private void stages() {
        List<StageResult> all = report.rows();
        if (all.isEmpty()) {
            return;
        }
        page.raw("<section><h2>Rows by stage and outcome</h2>")
                .tableOf(
                        List.of("Stage", "Table", "#read", "#inserted", "#updated", "#unchanged", "#skipped", "#Time"));
        for (int i = 0; i < all.size(); i++) {
            StageResult rows = all.get(i);
            String field = "/stages/" + i + "/";
            page.raw("<tr>").cell("Stage").text(rows.stage()).raw("</td>");
            page.cell("Table").text(rows.table()).raw("</td>");
            figure(field, "read", rows.read());
            figure(field, "inserted", rows.inserted());
            figure(field, "updated", rows.updated());
            figure(field, "unchanged", rows.unchanged());
            figure(field, "skipped", NumberFormats.skipped(rows));
            page.numberCell("Time")
                    .seconds(field + "duration_seconds", rows.duration())
                    .raw("</td></tr>");
        }
        page.endTable();
        if (all.stream().anyMatch(rows -> !rows.skipped().isEmpty())) {
            page.raw("<h3>Unchanged, with reason</h3><ul>");
            for (int i = 0; i < all.size(); i++) {
                skipped(all.get(i), "/stages/" + i + "/skipped_why/");
            }
            page.raw("</ul>");
        }
        page.raw("</section>\n");
    }

    private void figure(String stage, String name, long number) {
        page.numberCell(name).number(stage + name, number).raw("</td>");
    }

    private void skipped(StageResult rows, String field) {
        int reason = 0;
        for (Map.Entry<String, Long> entry : rows.skipped().entrySet()) {
            page.raw("<li>").text(rows.stage() + ", " + rows.table() + ": ");
            page.number(field + reason++ + "/rows", entry.getValue())
                    .text(" × " + entry.getKey())
                    .raw("</li>");
        }
    }

    private void notes() {
        if (!report.findings().isEmpty()) {
            page.raw("<section><h2>Findings (RAGFlow works with them)</h2>")
                    .list(report.findings())
                    .raw("</section>\n");
        }
        if (!report.notes().isEmpty()) {
            page.raw("<section><h2>Notes</h2>").list(report.notes()).raw("</section>\n");
        }
    }

    private void settings() {
        page.raw("<section><h2>Settings</h2>").tableOf(List.of("Setting", "Value", "From"));
        for (RunContext.Given setting : context.settings()) {
            page.raw("<tr>").cell("Setting").element("code", "", setting.name()).raw("</td>");
            page.cell("Value").text(setting.value()).raw("</td>");
            page.cell("From").text(setting.origin()).raw("</td></tr>");
        }
        page.endTable().raw("</section>\n");
    }
}
