package dev.ragflow.migrator.preview;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Problem;
import dev.ragflow.migrator.schema.SchemaRehearsal.Listed;
import dev.ragflow.migrator.schema.TableSize;
import dev.ragflow.migrator.verify.CheckResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A plan for programs, on one line. Field names are stable; new ones may come. */
final class PlanJson {

    private PlanJson() {}

    static String of(Plan plan) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            write(plan, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Plan plan, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("database", plan.server());
        json.writeStringField(
                "release",
                plan.shape().release().isEmpty() ? null : plan.shape().release());
        json.writeStringField("marker", plan.marker().orElse(null));
        json.writeStringField("target", plan.target().tag());
        strings(json, "stages", List.copyOf(new TreeSet<>(plan.stages())));
        strings(json, "newer", plan.newer());
        json.writeArrayFieldStart("steps");
        for (PlannedStep step : plan.steps()) {
            step(json, step);
        }
        json.writeEndArray();
        strings(json, "left", plan.left());
        json.writeArrayFieldStart("rebuilds");
        for (Listed listed : plan.rebuilds()) {
            TableSize size = plan.sizes().getOrDefault(listed.table(), new TableSize(0, 0));
            json.writeStartObject();
            json.writeStringField("table", listed.table());
            json.writeNumberField("rows", size.rows());
            json.writeNumberField("bytes", size.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("refusals");
        for (Problem problem : plan.refusals()) {
            json.writeString(problem.text());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("locks");
        for (Map.Entry<String, String> lock : plan.locks().entrySet()) {
            json.writeStringField(lock.getKey(), lock.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("findings");
        for (CheckResult finding : plan.findings()) {
            json.writeStartObject();
            json.writeStringField("check", finding.name());
            json.writeNumberField("found", finding.found());
            strings(json, "samples", finding.samples());
            json.writeStringField("next", finding.nextStep());
            json.writeEndObject();
        }
        json.writeEndArray();
        strings(json, "remarks", plan.remarks());
        json.writeObjectFieldStart("estimate");
        json.writeNumberField("least_seconds", plan.estimate().least().toSeconds());
        json.writeNumberField("most_seconds", plan.estimate().most().toSeconds());
        json.writeEndObject();
        json.writeStringField("next", plan.next());
        json.writeEndObject();
    }

    private static void step(JsonGenerator json, PlannedStep step) throws IOException {
        json.writeStartObject();
        json.writeStringField("changeset", step.changeset().name());
        json.writeStringField("comment", step.changeset().comment());
        json.writeStringField("reason", step.reason());
        json.writeArrayFieldStart("statements");
        for (Listed listed : step.statements()) {
            for (String sql : listed.sql()) {
                json.writeStartObject();
                json.writeStringField("table", listed.table());
                json.writeStringField("sql", sql);
                json.writeBooleanField("rebuild", listed.rebuild());
                json.writeBooleanField("own", listed.own());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        for (StageResult row : step.rows()) {
            rows(json, row, step.unknown().isEmpty());
        }
        json.writeEndArray();
        json.writeNumberField("rows_changed", step.rowsChanged());
        json.writeStringField("unknown", step.unknown().isEmpty() ? null : step.unknown());
        strings(json, "notes", step.notes());
        json.writeEndObject();
    }

    /** Counts that cannot be known are not there. */
    private static void rows(JsonGenerator json, StageResult row, boolean known) throws IOException {
        json.writeStartObject();
        json.writeStringField("stage", row.stage());
        json.writeStringField("table", row.table());
        json.writeNumberField("read", row.read());
        if (known) {
            json.writeNumberField("inserted", row.inserted());
            json.writeNumberField("updated", row.updated());
            json.writeNumberField("unchanged", row.unchanged());
            json.writeObjectFieldStart("skipped");
            for (Map.Entry<String, Long> skipped : row.skipped().entrySet()) {
                json.writeNumberField(skipped.getKey(), skipped.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
