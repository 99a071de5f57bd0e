package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.schema.Drift;
import dev.ragflow.migrator.schema.Drift.Impact;
import dev.ragflow.migrator.schema.Fix;
import dev.ragflow.migrator.schema.SchemaDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Differences for people and for programs. */
final class DiffTexts {

    private DiffTexts() {}

    static List<String> lines(Diff diff) {
        List<String> lines = new ArrayList<>();
        lines.add("Compared: " + diff.server() + " with a fresh install of RAGFlow " + diff.release());
        for (Impact impact : Impact.values()) {
            List<Drift> drifts = diff.of(impact);
            if (!drifts.isEmpty()) {
                lines.add("");
                lines.add(heading(impact) + " (" + drifts.size() + ")");
                drifts.stream()
                        .collect(Collectors.groupingBy(
                                drift -> drift.difference().table(), TreeMap::new, Collectors.toList()))
                        .forEach((table, own) -> table(table, own, lines));
            }
        }
        lines.add("");
        lines.add("Summary: " + counts(diff));
        file(diff, lines);
        lines.add("Next: " + next(diff));
        return lines;
    }

    private static void table(String table, List<Drift> drifts, List<String> lines) {
        lines.add("  " + table);
        drifts.forEach(drift -> lines.add(
                "    - " + drift.difference().sentence() + (drift.byMigration() ? " (migrate fixes it)" : "")));
    }

    private static String heading(Impact impact) {
        return switch (impact) {
            case BREAKS -> "The application breaks";
            case SLOWER -> "The application is slower";
            case HARMLESS -> "Harmless";
        };
    }

    private static String counts(Diff diff) {
        if (diff.drifts().isEmpty()) {
            return "no difference.";
        }
        return diff.of(Impact.BREAKS).size() + " break the application, "
                + diff.of(Impact.SLOWER).size() + " make it slower, "
                + diff.of(Impact.HARMLESS).size() + " are harmless.";
    }

    private static void file(Diff diff, List<String> lines) {
        diff.notes().forEach(lines::add);
        diff.file().ifPresent(file -> {
            lines.add("Written: " + file + ", " + diff.fixes().size() + " changesets, " + diff.removals()
                    + " of them removals.");
            diff.fixes().stream().filter(Fix::removal).forEach(fix -> lines.add("  removal: " + fix.comment()));
        });
    }

    private static String next(Diff diff) {
        if (diff.file().isPresent()) {
            return "review it, then apply it with migrate --changelog "
                    + diff.file().get() + ", which skips removals, or with Liquibase.";
        }
        if (diff.drifts().isEmpty()) {
            return "nothing; verify also checks the rows.";
        }
        boolean byMigration = diff.drifts().stream().anyMatch(Drift::byMigration);
        return (byMigration ? "migrate fixes what is marked; " : "")
                + "diff --changelog FILE writes a changelog that closes the gap, for review; --drop adds removals to"
                + " it.";
    }

    static String json(Diff diff) {
        return JsonText.object(json -> {
            json.writeStringField("database", diff.server());
            json.writeStringField("release", diff.release().tag());
            json.writeObjectFieldStart("counts");
            for (Impact impact : Impact.values()) {
                json.writeNumberField(word(impact), diff.of(impact).size());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("differences");
            for (Drift drift : diff.drifts()) {
                SchemaDifference difference = drift.difference();
                json.writeStartObject();
                json.writeStringField("severity", word(drift.impact()));
                json.writeStringField("kind", difference.kind().name().toLowerCase(Locale.ROOT));
                json.writeStringField("table", difference.table());
                json.writeStringField("object", difference.object());
                json.writeStringField("expected", difference.expected());
                json.writeStringField("found", difference.live());
                json.writeStringField("text", difference.sentence());
                json.writeBooleanField("closedByMigrate", drift.byMigration());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("changelog", diff.file().map(String::valueOf).orElse(null));
            json.writeArrayFieldStart("changesets");
            for (Fix fix : diff.fixes()) {
                json.writeStartObject();
                json.writeStringField("id", fix.id());
                json.writeStringField("comment", fix.comment());
                json.writeBooleanField("removal", fix.removal());
                json.writeEndObject();
            }
            json.writeEndArray();
            JsonText.strings(json, "notes", diff.notes());
        });
    }

    private static String word(Impact impact) {
        return impact.name().toLowerCase(Locale.ROOT);
    }
}
