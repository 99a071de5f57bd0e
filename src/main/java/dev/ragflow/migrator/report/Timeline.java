package dev.ragflow.migrator.report;

import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.history.MigrationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What took the time of a run, in order: its phases, and the changesets that had something to do. */
final class Timeline {

    /**
     * @param name a phase, or a changeset
     * @param offset since the beginning of the run
     * @param duration wall-clock time
     */
    record Bar(String name, Duration offset, Duration duration) {}

    private Timeline() {}

    static List<Bar> of(RunReport report, Instant startedAt) {
        List<Bar> bars = new ArrayList<>();
        report.phases().forEach(phase -> bars.add(bar(phase.name(), startedAt, phase.startedAt(), phase.duration())));
        Stream<ChangesetRecord> worked = report.changesets().stream()
                .filter(record -> record.status() != MigrationStatus.SKIPPED && record.outcome() != null);
        worked.forEach(record -> bars.add(bar(record.name(), startedAt, record.startedAt(), record.duration())));
        bars.sort(Comparator.comparing(Bar::offset));
        return bars;
    }

    private static Bar bar(String name, Instant zero, Instant begins, Duration duration) {
        Duration offset = Duration.between(zero, begins);
        return new Bar(name, offset.isNegative() ? Duration.ZERO : offset, duration);
    }
}
