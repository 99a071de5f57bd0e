package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.history.HistoryEntry;
import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.verify.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How far a database is, for people and for programs. */
final class StatusTexts {

    private static final int SHOWN = 12;

    private StatusTexts() {}

    static List<String> lines(Status status) {
        List<String> lines = new ArrayList<>();
        lines.add("Database: " + status.server());
        String release = status.shape().release();
        lines.add("Release: " + (release.isEmpty() ? "none, the database has no RAGFlow tables" : release)
                + ", as its tables show:");
        status.shape().evidence().forEach(phrase -> lines.add("  - " + phrase));
        lines.add("Version marker: " + status.marker().orElse("none"));
        status.refusal().map(Status.Refusal::text).ifPresent(lines::add);
        status.newer().forEach(lines::add);
        if (status.refusal().isEmpty() && status.newer().isEmpty()) {
            pending(status, lines);
        }
        lines.add("Last recorded: "
                + status.history().stream()
                        .findFirst()
                        .map(StatusTexts::outcome)
                        .orElse("nothing"));
        status.open()
                .forEach(entry -> lines.add(
                        "Not done: " + outcome(entry) + (entry.message() == null ? "" : ": " + entry.message())));
        status.marks().forEach(mark -> lines.add("Left unchanged: " + mark.changeset() + ", " + mark.describe()));
        if (!status.findings().isEmpty()) {
            lines.add(Baseline.sentence(status.findings()));
        }
        status.locks().forEach((lock, holder) -> lines.add("Held: " + lock + ", by " + holder));
        lines.add("Next: " + status.next());
        return lines;
    }

    private static void pending(Status status, List<String> lines) {
        List<Changeset> pending = status.pending();
        lines.add("Pending for " + status.target() + ": "
                + (pending.isEmpty() ? "nothing" : pending.size() + " changeset" + (pending.size() == 1 ? "" : "s")));
        pending.stream()
                .limit(SHOWN)
                .forEach(changeset -> lines.add("  - " + changeset.name() + ": " + changeset.comment()));
        if (pending.size() > SHOWN) {
            lines.add("  and " + (pending.size() - SHOWN) + " more; --output json shows all");
        }
    }

    private static String outcome(HistoryEntry entry) {
        return entry.name() + " " + entry.status() + ", " + HistoryTexts.time(entry) + " UTC, "
                + HistoryTexts.seconds(entry);
    }

    static String json(Status status) {
        return JsonText.object(json -> {
            json.writeStringField("database", status.server());
            String release = status.shape().release();
            json.writeStringField("release", release.isEmpty() ? null : release);
            JsonText.strings(json, "evidence", status.shape().evidence());
            json.writeStringField("marker", status.marker().orElse(null));
            json.writeStringField("target", status.target().tag());
            json.writeStringField(
                    "refusal", status.refusal().map(Status.Refusal::text).orElse(null));
            JsonText.strings(json, "newer", status.newer());
            json.writeArrayFieldStart("pending");
            for (Changeset changeset : status.pending()) {
                json.writeStartObject();
                json.writeStringField("changeset", changeset.name());
                json.writeStringField("comment", changeset.comment());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeFieldName("last");
            if (status.history().isEmpty()) {
                json.writeNull();
            } else {
                HistoryTexts.json(json, status.history().get(0));
            }
            json.writeArrayFieldStart("failed");
            for (HistoryEntry entry : status.open()) {
                HistoryTexts.json(json, entry);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("marks");
            for (Mark mark : status.marks()) {
                json.writeStartObject();
                json.writeStringField("changeset", mark.changeset());
                json.writeStringField("status", mark.status().id());
                json.writeStringField("reason", mark.reason());
                json.writeStringField("by", mark.by());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("findings");
            for (Map.Entry<String, Long> finding : status.findings().entrySet()) {
                json.writeNumberField(finding.getKey(), finding.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("locks");
            for (Map.Entry<String, String> lock : status.locks().entrySet()) {
                json.writeStringField(lock.getKey(), lock.getValue());
            }
            json.writeEndObject();
            json.writeStringField("next", status.next());
        });
    }
}
