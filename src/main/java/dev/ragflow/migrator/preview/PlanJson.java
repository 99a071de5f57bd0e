package dev.ragflow.migrator.preview;

import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.JsonText;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import dev.ragflow.migrator.schema.TableSize;
import dev.ragflow.migrator.verify.CheckResult;
import java.util.TreeSet;

/** A plan for programs, on one line. Field names are stable; new ones may come. */
final class PlanJson {

    private PlanJson() {}

    static String of(Plan plan) {
        String release = plan.shape().release();
        return new JsonText()
                .with("database", plan.server())
                .with("release", release.isEmpty() ? null : release)
                .with("marker", plan.marker().orElse(null))
                .with("target", plan.target().tag())
                .with("stages", new TreeSet<>(plan.stages()))
                .with("newer", plan.newer())
                .with("steps", plan.steps().stream().map(PlanJson::step).toList())
                .with("left", plan.left())
                .with(
                        "rebuilds",
                        plan.rebuilds().stream()
                                .map(listed -> rebuild(plan, listed))
                                .toList())
                .with("refusals", plan.refusals().stream().map(Problem::text).toList())
                .with("locks", plan.locks())
                .with(
                        "findings",
                        plan.findings().stream().map(PlanJson::finding).toList())
                .with("remarks", plan.remarks())
                .with(
                        "estimate",
                        new JsonText()
                                .with("least_seconds", plan.estimate().least().toSeconds())
                                .with("most_seconds", plan.estimate().most().toSeconds()))
                .with("next", plan.next())
                .line();
    }

    private static JsonText rebuild(Plan plan, Listed listed) {
        TableSize size = plan.sizes().getOrDefault(listed.table(), new TableSize(0, 0));
        return new JsonText()
                .with("table", listed.table())
                .with("rows", size.rows())
                .with("bytes", size.bytes());
    }

    private static JsonText finding(CheckResult finding) {
        return new JsonText()
                .with("check", finding.name())
                .with("found", finding.found())
                .with("samples", finding.samples())
                .with("next", finding.nextStep());
    }

    private static JsonText step(PlannedStep step) {
        return new JsonText()
                .with("changeset", step.changeset().name())
                .with("comment", step.changeset().comment())
                .with("reason", step.reason())
                .with(
                        "statements",
                        step.statements().stream()
                                .flatMap(listed -> listed.sql().stream().map(sql -> statement(listed, sql)))
                                .toList())
                .with(
                        "rows",
                        step.rows().stream()
                                .map(row -> rows(row, step.unknown().isEmpty()))
                                .toList())
                .with("rows_changed", step.rowsChanged())
                .with("unknown", step.unknown().isEmpty() ? null : step.unknown())
                .with("notes", step.notes());
    }

    private static JsonText statement(Listed listed, String sql) {
        return new JsonText()
                .with("table", listed.table())
                .with("sql", sql)
                .with("rebuild", listed.rebuild())
                .with("own", listed.own());
    }

    /** Counts that cannot be known are not there. */
    private static JsonText rows(StageResult row, boolean known) {
        JsonText rows = new JsonText()
                .with("stage", row.stage())
                .with("table", row.table())
                .with("read", row.read());
        return known
                ? rows.with("inserted", row.inserted())
                        .with("updated", row.updated())
                        .with("unchanged", row.unchanged())
                        .with("skipped", row.skipped())
                : rows;
    }
}
