package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.database.JsonText;
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
        JsonText counts = new JsonText();
        for (Impact impact : Impact.values()) {
            counts.with(word(impact), diff.of(impact).size());
        }
        return new JsonText()
                .with("database", diff.server())
                .with("release", diff.release().tag())
                .with("counts", counts)
                .with("differences", diff.drifts().stream().map(DiffTexts::json).toList())
                .with("changelog", diff.file().orElse(null))
                .with("changesets", diff.fixes().stream().map(DiffTexts::json).toList())
                .with("notes", diff.notes())
                .line();
    }

    private static JsonText json(Drift drift) {
        SchemaDifference difference = drift.difference();
        return new JsonText()
                .with("severity", word(drift.impact()))
                .with("kind", difference.kind().name().toLowerCase(Locale.ROOT))
                .with("table", difference.table())
                .with("object", difference.object())
                .with("expected", difference.expected())
                .with("found", difference.live())
                .with("text", difference.sentence())
                .with("closedByMigrate", drift.byMigration());
    }

    private static JsonText json(Fix fix) {
        return new JsonText()
                .with("id", fix.id())
                .with("comment", fix.comment())
                .with("removal", fix.removal());
    }

    private static String word(Impact impact) {
        return impact.name().toLowerCase(Locale.ROOT);
    }
}
