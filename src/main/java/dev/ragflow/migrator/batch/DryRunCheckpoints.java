package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checkpoints that a run would leave, kept in memory: begins with those of the database and writes nothing. */
public final class DryRunCheckpoints extends Checkpoints {

    private final Clock clock;
    private final Map<String, Optional<Checkpoint>> noted = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private final Set<String> rewound = new HashSet<>();
    private boolean allForgotten;

    public DryRunCheckpoints(Database database, Clock clock) {
        super(database, clock);
        this.clock = clock;
    }

    @Override
    public Optional<Checkpoint> find(String stage) throws SQLException {
        Optional<Checkpoint> known = noted.get(stage);
        if (known == null) {
            boolean gone = allForgotten || forgotten.stream().anyMatch(stage::startsWith);
            known = gone ? Optional.empty() : super.find(stage);
            if (rewound.stream().anyMatch(other -> isOf(other, stage))) {
                known = known.map(Checkpoint::rewound);
            }
            noted.put(stage, known);
        }
        return known;
    }

    @Override
    public Checkpoint begin(String stage, long highWater) throws SQLException {
        Optional<Checkpoint> before = find(stage);
        if (before.isPresent() && !before.get().finished()) {
            return before.get();
        }
        long now = clock.millis();
        Checkpoint begun = before.map(last -> new Checkpoint(
                        stage, null, false, last.firstStartedAt(), now, last.finishedAt(), last.highWater(), highWater))
                .orElseGet(() -> new Checkpoint(stage, null, false, now, now, null, null, highWater));
        noted.put(stage, Optional.of(begun));
        return begun;
    }

    @Override
    public void advance(Connection transaction, String stage, String lastKey) throws SQLException {
        find(stage)
                .ifPresent(now -> noted.put(
                        stage,
                        Optional.of(new Checkpoint(
                                stage,
                                lastKey,
                                now.finished(),
                                now.firstStartedAt(),
                                now.startedAt(),
                                now.finishedAt(),
                                now.highWater(),
                                now.passHighWater()))));
    }

    @Override
    public void finish(String stage) throws SQLException {
        find(stage)
                .ifPresent(now ->
                        noted.put(stage, Optional.of(finished(now, null, now.passHighWater(), clock.instant()))));
    }

    @Override
    public void note(String name, String text, Instant at) throws SQLException {
        noted.put(name, Optional.of(finished(begin(name, 0), text, 0, at)));
    }

    private static Checkpoint finished(Checkpoint now, @Nullable String lastKey, long highWater, Instant at) {
        return new Checkpoint(
                now.stage(),
                lastKey,
                true,
                now.firstStartedAt(),
                now.startedAt(),
                at.toEpochMilli(),
                highWater,
                now.passHighWater());
    }

    private static boolean isOf(String stage, String name) {
        return name.equals(stage) || name.startsWith(stage + "/");
    }

    @Override
    public void rewind(String stage) {
        noted.replaceAll((name, known) -> isOf(stage, name) ? known.map(Checkpoint::rewound) : known);
        // what was not looked up yet is still in the database
        rewound.add(stage);
    }

    @Override
    public void forgetAll() {
        noted.clear();
        allForgotten = true;
    }

    @Override
    public void forget(String stage) {
        noted.replaceAll((name, known) -> isOf(stage, name) ? Optional.<Checkpoint>empty() : known);
        noted.put(stage, Optional.empty());
        // what was not looked up yet is still in the database
        forgotten.add(stage + "/");
    }
}
