package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.database.JsonText;
import dev.ragflow.migrator.history.HistoryEntry;
import dev.ragflow.migrator.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of the history for people, spreadsheets and programs. */
final class HistoryTexts {

    private HistoryTexts() {}

    /** A table, and what went wrong below it, changeset by changeset. */
    static List<String> table(List<HistoryEntry> entries) {
        if (entries.isEmpty()) {
            return List.of("No matching changeset is recorded.");
        }
        TextTable table = new TextTable(3, "ended (UTC)", "changeset", "status", "time", "rows");
        entries.forEach(entry ->
                table.row(List.of(time(entry), entry.name(), entry.status(), seconds(entry), number(entry.rows()))));
        List<String> lines = new ArrayList<>(table.lines());
        entries.stream().filter(entry -> entry.message() != null).forEach(entry -> {
            lines.add("");
            lines.add(entry.name() + ": " + entry.message());
        });
        return lines;
    }

    static List<String> csv(List<HistoryEntry> entries) {
        Stream<String> rows = entries.stream().map(entry -> Stream.of(
                        text(entry.endedAt()),
                        entry.name(),
                        entry.status(),
                        entry.duration() == null ? "" : text(entry.duration().toMillis()),
                        text(entry.rows()),
                        text(entry.message()))
                .map(HistoryTexts::quoted)
                .collect(Collectors.joining(",")));
        return Stream.concat(Stream.of("ended_at,changeset,status,duration_ms,rows,message"), rows)
                .toList();
    }

    /** RFC 4180, but a line break in a message becomes a blank, so that a row stays a line. */
    private static String quoted(String value) {
        String text = value.replaceAll("\\R", " ");
        return text.contains(",") || text.contains("\"") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }

    static String json(List<HistoryEntry> entries) {
        return new JsonText()
                .with("changesets", entries.stream().map(HistoryTexts::json).toList())
                .line();
    }

    /** One changeset. */
    static JsonText json(HistoryEntry entry) {
        return new JsonText()
                .with("changeset", entry.name())
                .with("endedAt", entry.endedAt())
                .with("status", entry.status())
                .with(
                        "durationMs",
                        entry.duration() == null ? null : entry.duration().toMillis())
                .with("rows", entry.rows())
                .with("message", entry.message());
    }

    static String time(HistoryEntry entry) {
        return entry.endedAt() == null
                ? "unknown"
                : entry.endedAt().toString().replace('T', ' ').replaceAll("(\\.\\d+)?Z$", "");
    }

    static String seconds(HistoryEntry entry) {
        return entry.duration() == null
                ? ""
                : String.format(Locale.ROOT, "%.2f s", entry.duration().toMillis() / 1000.0);
    }

    private static String number(@Nullable Long value) {
        return value == null ? "" : String.format(Locale.ROOT, "%,d", value);
    }
}
