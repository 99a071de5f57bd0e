package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.changelog.ChangesetRecord;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.report.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run did before the server was restarted under it, for its report. */
final class EarlierAttempts {

    private final List<ChangesetRecord> records = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** An attempt has ended with the server. */
    void add(List<ChangesetRecord> itsRecords, List<Phase> itsPhases) {
        records.addAll(itsRecords);
        phases.addAll(itsPhases);
        remarks.add("The server was restarted during the run, which took its locks again and continued from what it had"
                + " finished. For the interrupted stage, only the rows after its checkpoint are counted.");
    }

    boolean isNone() {
        return remarks.isEmpty();
    }

    /** In order; what was cut off, and ran again later, is among them. */
    List<ChangesetRecord> recordsAnd(List<ChangesetRecord> later) {
        return Stream.concat(records.stream(), later.stream()).toList();
    }

    /** Every changeset as it last ended: done once, it exists already the next time. */
    List<ChangesetRecord> lastOf(List<ChangesetRecord> later) {
        List<ChangesetRecord> done = records.stream()
                .filter(record -> record.status() == MigrationStatus.SUCCESS)
                .toList();
        Set<String> names = done.stream().map(ChangesetRecord::name).collect(Collectors.toSet());
        return Stream.concat(
                        done.stream(),
                        later.stream()
                                .filter(record ->
                                        record.status() != MigrationStatus.SKIPPED || !names.contains(record.name())))
                .toList();
    }

    List<Phase> phasesAnd(List<Phase> later) {
        return Stream.concat(phases.stream(), later.stream()).toList();
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }
}
