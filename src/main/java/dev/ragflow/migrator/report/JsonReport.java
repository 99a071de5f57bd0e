package dev.ragflow.migrator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.changelog.StepOutcome;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.history.MigrationStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as data. docs/report.md has its fields; names are stable, new ones may come. */
final class JsonReport {

    private final RunReport report;
    private final RunContext context;
    private final JsonGenerator json;

    private JsonReport(RunReport report, RunContext context, JsonGenerator json) {
        this.report = report;
        this.context = context;
        this.json = json;
    }

    static String of(RunReport report, RunContext context) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            new JsonReport(report, context, json).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeStringField("program", "ragflow-migrator");
        json.writeStringField("version", context.version());
        json.writeStringField("command", lower(report.kind()));
        json.writeStringField("target_release", report.target().tag());
        json.writeStringField("database", report.server());
        json.writeStringField("result", lower(report.result()));
        json.writeNumberField("exit_code", context.exitCode());
        json.writeStringField("headline", report.headline());
        json.writeStringField("next", report.next());
        json.writeStringField(
                "started_at", context.startedAt().truncatedTo(ChronoUnit.MILLIS).toString());
        seconds("duration_seconds", report.duration());
        totals();
        problems();
        texts("findings", report.findings());
        texts("notes", report.notes());
        timeline();
        changesets();
        stages();
        json.writeFieldName("verification");
        if (report.verification() == null) {
            json.writeNull();
        } else {
            VerificationJson.write(json, report.verification());
        }
        json.writeArrayFieldStart("settings");
        for (RunContext.Given setting : context.settings()) {
            json.writeStartObject();
            json.writeStringField("name", setting.name());
            json.writeStringField("value", setting.value());
            json.writeStringField("origin", setting.origin());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void totals() throws IOException {
        json.writeObjectFieldStart("totals");
        json.writeNumberField("rows_inserted", report.rowsInserted());
        json.writeNumberField("rows_updated", report.rowsUpdated());
        json.writeObjectFieldStart("changesets");
        for (MigrationStatus status : MigrationStatus.values()) {
            json.writeNumberField(status.id(), report.changesets(status));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void problems() throws IOException {
        json.writeArrayFieldStart("problems");
        for (Problem problem : report.problems()) {
            json.writeStartObject();
            json.writeStringField("category", problem.category().id());
            json.writeStringField("text", problem.text());
            json.writeStringField("next", problem.next());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void timeline() throws IOException {
        json.writeArrayFieldStart("timeline");
        for (Timeline.Bar bar : Timeline.of(report, context.startedAt())) {
            json.writeStartObject();
            json.writeStringField("name", bar.name());
            seconds("starts_at_seconds", bar.offset());
            seconds("duration_seconds", bar.duration());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void changesets() throws IOException {
        json.writeArrayFieldStart("changesets");
        for (ChangesetRecord record : report.changesets()) {
            StepOutcome outcome = record.outcome();
            json.writeStartObject();
            json.writeStringField("name", record.name());
            json.writeStringField("purpose", record.purpose());
            json.writeStringField("state", record.status().id());
            json.writeStringField("done", record.text());
            seconds("duration_seconds", record.duration());
            json.writeNumberField("rows_changed", outcome == null ? 0 : outcome.rowsChanged());
            texts("warnings", outcome == null ? List.of() : outcome.warnings());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void stages() throws IOException {
        json.writeArrayFieldStart("stages");
        for (StageResult rows : report.rows()) {
            json.writeStartObject();
            json.writeStringField("stage", rows.stage());
            json.writeStringField("table", rows.table());
            json.writeNumberField("read", rows.read());
            json.writeNumberField("inserted", rows.inserted());
            json.writeNumberField("updated", rows.updated());
            json.writeNumberField("unchanged", rows.unchanged());
            json.writeNumberField("skipped", NumberFormats.skipped(rows));
            seconds("duration_seconds", rows.duration());
            json.writeArrayFieldStart("skipped_why");
            for (Map.Entry<String, Long> reason : rows.skipped().entrySet()) {
                json.writeStartObject();
                json.writeStringField("reason", reason.getKey());
                json.writeNumberField("rows", reason.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void texts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void seconds(String name, Duration duration) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(BigDecimal.valueOf(duration.toMillis(), 3));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
