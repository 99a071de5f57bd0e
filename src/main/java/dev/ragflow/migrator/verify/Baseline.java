package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.domain.Sketch;
import dev.ragflow.migrator.model.tables.VersionMarker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What was wrong with a database that no run of this program is responsible for: what a run finds before it changes anything, and
 * later the findings with which a run ended well. A verification compares with it, so that damage of RAGFlow's that RAGFlow lives with
 * fails no run, and damage of this program's always does. It stays open from the first change until a run ends well, so that a killed
 * or failed run does not pass its own damage off as someone else's.
 */
public final class Baseline {

    static final Baseline NOTHING = new Baseline(Map.of());

    private static final String NAME = "finding";

    private final Map<String, Sketch> byCheck;

    private Baseline(Map<String, Sketch> byCheck) {
        this.byCheck = new TreeMap<>(byCheck);
    }

    /** What a verification found that a run which finds it at its beginning need not answer for. */
    public static Baseline of(VerificationReport report) {
        Map<String, Sketch> byCheck = new TreeMap<>();
        report.checks().forEach(check -> byCheck.put(check.name(), check.tolerable()));
        return new Baseline(byCheck);
    }

    Sketch of(Check check) {
        return byCheck.getOrDefault(check.text(), Sketch.NOTHING);
    }

    /** How many findings there are, by check; those without any are missing. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        byCheck.forEach((check, sketch) -> {
            if (sketch.count() > 0) {
                counts.put(check, sketch.count());
            }
        });
        return counts;
    }

    /** How many findings there are by check, for an operator. */
    public static String sentence(Map<String, Long> counts) {
        return counts.entrySet().stream()
                        .map(check -> String.format(Locale.ROOT, "%s %,d", check.getKey(), check.getValue()))
                        .collect(Collectors.joining(", ", "Findings: ", ". "))
                + "RAGFlow works with them; the command verify shows where they are and what to do.";
    }

    /** What is kept in the database; empty if no run has kept any. Writes nothing. */
    public static Optional<Baseline> find(Database database) throws SQLException {
        List<Checkpoint> kept = checkpoints(database).all(NAME);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Sketch> byCheck = new TreeMap<>();
        for (Checkpoint part : kept) {
            String text = part.lastKey();
            if (!part.stage().equals(NAME) && text != null) {
                String check = part.stage().split("/")[1];
                byCheck.computeIfAbsent(check, any -> new Sketch()).addText(text);
            }
        }
        return Optional.of(new Baseline(byCheck));
    }

    /**
     * Keeps what is wrong before a run changes anything, unless an earlier run that has not ended well has kept it already.
     *
     * @param now what is found now; asked only if it is needed
     */
    public static void open(Database database, Supplier<Baseline> now) throws SQLException {
        if (!isOpen(database)) {
            Checkpoints checkpoints = checkpoints(database);
            now.get().write(checkpoints);
            checkpoints.begin(NAME, marker(database));
        }
    }

    /** Whether a run of this program has changed something and has not ended well, and RAGFlow's own script has not run since. */
    public static boolean isOpen(Database database) throws SQLException {
        Optional<Checkpoint> kept = checkpoints(database).find(NAME).filter(found -> !found.finished());
        return kept.isPresent() && kept.get().passHighWater() == marker(database);
    }

    /** A number for the version marker, which this program raises only where a run ends well. */
    private static long marker(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return VersionMarker.stored(connection, database.dialect())
                    .orElse("")
                    .hashCode();
        }
    }

    /** Forgets what was kept, which spoke of other data. */
    public static void forget(Database database) throws SQLException {
        checkpoints(database).forget(NAME);
    }

    /** A run has ended well and changed nothing. */
    public static void close(Database database) throws SQLException {
        checkpoints(database).note(NAME, "", Clock.systemUTC().instant());
    }

    /** Keeps the findings with which a run ended well. */
    public static void close(Database database, VerificationReport report) throws SQLException {
        of(report).write(checkpoints(database));
        close(database);
    }

    private void write(Checkpoints checkpoints) throws SQLException {
        checkpoints.forget(NAME);
        for (Map.Entry<String, Sketch> check : byCheck.entrySet()) {
            List<String> texts = new ArrayList<>(check.getValue().texts(Checkpoints.TEXT_WIDTH));
            for (int part = 0; part < texts.size(); part++) {
                checkpoints.note(
                        NAME + "/" + check.getKey() + "/" + part,
                        texts.get(part),
                        Clock.systemUTC().instant());
            }
        }
    }

    private static Checkpoints checkpoints(Database database) {
        return new Checkpoints(database, Clock.systemUTC());
    }
}
