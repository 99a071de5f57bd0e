package dev.ragflow.migrator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ragflow.migrator.model.domain.Preservation;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.verify.CheckResult;
import dev.ragflow.migrator.verify.VerificationReport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A verification as one JSON object on one line. The field names are stable; new ones may come. */
public final class VerificationJson {

    private VerificationJson() {}

    public static void print(VerificationReport report, String server, PrintStream out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("release", report.release().tag());
            json.writeStringField("database", server);
            fields(json, report);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(text);
    }

    /** As an object of its own, without what it was compared with. */
    static void write(JsonGenerator json, VerificationReport report) throws IOException {
        json.writeStartObject();
        fields(json, report);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, VerificationReport report) throws IOException {
        json.writeBooleanField("passed", report.passed());
        json.writeArrayFieldStart("checks");
        for (CheckResult check : report.checks()) {
            check(json, check);
        }
        json.writeEndArray();
        Preservation preservation = report.preservation();
        if (preservation == null) {
            json.writeNullField("preservation");
        } else {
            json.writeObjectFieldStart("preservation");
            count(json, "models", preservation.models());
            count(json, "references", preservation.references());
            json.writeEndObject();
        }
        repairable(json, report.repairable());
    }

    private static void repairable(JsonGenerator json, @Nullable Repairable repairable) throws IOException {
        if (repairable == null) {
            json.writeNullField("repairable");
            return;
        }
        json.writeObjectFieldStart("repairable");
        json.writeNumberField("providers", repairable.providers());
        json.writeNumberField("instances", repairable.instances());
        json.writeNumberField("models", repairable.models());
        json.writeNumberField("states", repairable.states());
        json.writeNumberField("undecided", repairable.undecided());
        json.writeEndObject();
    }

    private static void check(JsonGenerator json, CheckResult check) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", check.name());
        json.writeStringField("title", check.title());
        json.writeBooleanField("required", check.required());
        json.writeBooleanField("passed", check.passed());
        json.writeNumberField("found", check.found());
        json.writeNumberField("failures", check.failures());
        json.writeNumberField("findings", check.findings());
        samples(json, check.samples());
        json.writeStringField("next", check.nextStep());
        json.writeEndObject();
    }

    private static void count(JsonGenerator json, String name, Preservation.Count count) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("preserved", count.preserved());
        json.writeNumberField("total", count.total());
        json.writeNumberField("lost", count.lost());
        samples(json, count.samples());
        json.writeObjectFieldStart("notCounted");
        for (Map.Entry<String, Long> reason : count.notCounted().entrySet()) {
            json.writeNumberField(reason.getKey(), reason.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void samples(JsonGenerator json, List<String> samples) throws IOException {
        json.writeArrayFieldStart("samples");
        for (String sample : samples) {
            json.writeString(sample);
        }
        json.writeEndArray();
    }
}
