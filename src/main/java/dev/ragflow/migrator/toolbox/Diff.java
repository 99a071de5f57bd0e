package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.Drift;
import dev.ragflow.migrator.schema.Drift.Impact;
import dev.ragflow.migrator.schema.Fix;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a database differs from a release.
 *
 * @param server kind, version and address
 * @param release what it is compared with
 * @param drifts table by table, the worst of each first
 * @param file the changelog that was written; empty if none was asked for
 * @param fixes what is in it
 * @param notes what is not, and why, a sentence each
 */
record Diff(
        String server, Release release, List<Drift> drifts, Optional<Path> file, List<Fix> fixes, List<String> notes) {

    List<Drift> of(Impact impact) {
        return drifts.stream().filter(drift -> drift.impact() == impact).toList();
    }

    long removals() {
        return fixes.stream().filter(Fix::removal).count();
    }
}
