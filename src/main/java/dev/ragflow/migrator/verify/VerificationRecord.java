package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.release.ProgramVersion;
import dev.ragflow.migrator.release.Release;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * Remembers, in the database itself, that a verification found everything right, so that a run with nothing to do need not count
 * again. It holds for one release, one catalogue and one version of this program; a run that is about to change anything takes it
 * away first, so that whoever is killed afterwards leaves none behind.
 */
public final class VerificationRecord {

    private static final String PREFIX = "verified";

    /**
     * A verification that found everything right.
     *
     * @param preservation the line with the numbers, see {@link VerificationReport#preservationLines}
     */
    public record Entry(Instant at, String preservation) {

        /** For the summary. */
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "Verified on %tF at %<tT UTC (%s); this program has changed nothing since. The command verify"
                            + " counts again.",
                    at.atOffset(ZoneOffset.UTC),
                    preservation);
        }
    }

    private final Clock clock = Clock.systemUTC();
    private final Checkpoints checkpoints;
    private final String name;

    /** The record for a release as this program sees it with a catalogue. */
    public VerificationRecord(Database database, Release release, Catalogue catalogue) {
        this.checkpoints = new Checkpoints(database, clock);
        this.name = String.join("/", PREFIX, release.tag(), ProgramVersion.read(), catalogue.fingerprint());
    }

    /** The last verification that found everything right; empty if there was none or something was changed since. */
    public Optional<Entry> find() throws SQLException {
        return checkpoints.find(name).filter(Checkpoint::finished).map(found -> {
            Long at = found.finishedAt();
            String line = found.lastKey();
            return new Entry(Instant.ofEpochMilli(at == null ? found.startedAt() : at), line == null ? "" : line);
        });
    }

    /** Keeps a verification that found everything right; does nothing where there was nothing to count. */
    public void keep(VerificationReport report) throws SQLException {
        if (report.passed() && !report.preservationLines().isEmpty()) {
            String line = report.preservationLines().get(0);
            keep(new Entry(clock.instant(), line.substring(0, Math.min(line.length(), Checkpoints.TEXT_WIDTH))));
        }
    }

    /** Restores one that was removed for a run that changed nothing after all. */
    public void keep(Entry entry) throws SQLException {
        checkpoints.note(name, entry.preservation(), entry.at());
    }

    /** Removes this one, because what it says is no longer true; others stay. */
    public void revoke() throws SQLException {
        checkpoints.forget(name);
    }

    /** Removes the records of all releases; needed before anything is changed. */
    public static void forget(Database database) throws SQLException {
        new Checkpoints(database, Clock.systemUTC()).forget(PREFIX);
    }
}
