package dev.ragflow.migrator.report;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.database.JsonText;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.MigrationStatus;
import java.util.List;
import java.util.Locale;

/** The report as data. docs/report.md has its fields; names are stable, new ones may come. */
final class JsonReport {

    private JsonReport() {}

    static String of(RunReport report, RunContext context) {
        return new JsonText()
                .with("program", "ragflow-migrator")
                .with("version", context.version())
                .with("command", lower(report.kind()))
                .with("target_release", report.target().tag())
                .with("database", report.server())
                .with("result", lower(report.result()))
                .with("exit_code", context.exitCode())
                .with("headline", report.headline())
                .with("next", report.next())
                .with("started_at", context.startedAt())
                .with("duration_seconds", report.duration())
                .with("totals", totals(report))
                .with(
                        "problems",
                        report.problems().stream().map(JsonReport::problem).toList())
                .with("findings", report.findings())
                .with("notes", report.notes())
                .with(
                        "timeline",
                        Timeline.of(report, context.startedAt()).stream()
                                .map(JsonReport::bar)
                                .toList())
                .with(
                        "changesets",
                        report.changesets().stream().map(JsonReport::changeset).toList())
                .with("stages", report.rows().stream().map(JsonReport::stage).toList())
                .with(
                        "verification",
                        report.verification() == null
                                ? null
                                : VerificationJson.addTo(new JsonText(), report.verification()))
                .with(
                        "settings",
                        context.settings().stream().map(JsonReport::setting).toList())
                .indented();
    }

    private static JsonText totals(RunReport report) {
        JsonText changesets = new JsonText();
        for (MigrationStatus status : MigrationStatus.values()) {
            changesets.with(status.id(), report.changesets(status));
        }
        return new JsonText()
                .with("rows_inserted", report.rowsInserted())
                .with("rows_updated", report.rowsUpdated())
                .with("changesets", changesets);
    }

    private static JsonText problem(Problem problem) {
        return new JsonText()
                .with("category", problem.category().id())
                .with("text", problem.text())
                .with("next", problem.next());
    }

    private static JsonText bar(Timeline.Bar bar) {
        return new JsonText()
                .with("name", bar.name())
                .with("starts_at_seconds", bar.offset())
                .with("duration_seconds", bar.duration());
    }

    private static JsonText changeset(ChangesetRecord changeset) {
        StepOutcome outcome = changeset.outcome();
        return new JsonText()
                .with("name", changeset.name())
                .with("purpose", changeset.purpose())
                .with("state", changeset.status().id())
                .with("done", changeset.text())
                .with("duration_seconds", changeset.duration())
                .with("rows_changed", outcome == null ? 0L : outcome.rowsChanged())
                .with("warnings", outcome == null ? List.of() : outcome.warnings());
    }

    private static JsonText stage(StageResult rows) {
        return new JsonText()
                .with("stage", rows.stage())
                .with("table", rows.table())
                .with("read", rows.read())
                .with("inserted", rows.inserted())
                .with("updated", rows.updated())
                .with("unchanged", rows.unchanged())
                .with("skipped", NumberFormats.skipped(rows))
                .with("duration_seconds", rows.duration())
                .with(
                        "skipped_why",
                        rows.skipped().entrySet().stream()
                                .map(reason -> new JsonText()
                                        .with("reason", reason.getKey())
                                        .with("rows", reason.getValue()))
                                .toList());
    }

    private static JsonText setting(RunContext.Given setting) {
        return new JsonText()
                .with("name", setting.name())
                .with("value", setting.value())
                .with("origin", setting.origin());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
