package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.database.JsonText;
import dev.ragflow.migrator.history.HistoryEntry;
import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.verify.Baseline;
import java.util.ArrayList;
import java.util.List;

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
        String release = status.shape().release();
        return new JsonText()
                .with("database", status.server())
                .with("release", release.isEmpty() ? null : release)
                .with("evidence", status.shape().evidence())
                .with("marker", status.marker().orElse(null))
                .with("target", status.target().tag())
                .with("refusal", status.refusal().map(Status.Refusal::text).orElse(null))
                .with("newer", status.newer())
                .with(
                        "pending",
                        status.pending().stream().map(StatusTexts::json).toList())
                .with(
                        "last",
                        status.history().stream()
                                .findFirst()
                                .map(HistoryTexts::json)
                                .orElse(null))
                .with("failed", status.open().stream().map(HistoryTexts::json).toList())
                .with("marks", status.marks().stream().map(StatusTexts::json).toList())
                .with("findings", status.findings())
                .with("locks", status.locks())
                .with("next", status.next())
                .line();
    }

    private static JsonText json(Changeset changeset) {
        return new JsonText().with("changeset", changeset.name()).with("comment", changeset.comment());
    }

    private static JsonText json(Mark mark) {
        return new JsonText()
                .with("changeset", mark.changeset())
                .with("status", mark.status().id())
                .with("reason", mark.reason())
                .with("by", mark.by());
    }
}
