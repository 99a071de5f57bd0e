package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.Changeset;
import dev.ragflow.migrator.history.HistoryEntry;
import dev.ragflow.migrator.history.Mark;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ReleaseShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a database is.
 *
 * @param server kind, version and address
 * @param shape the release its tables look like
 * @param marker the version marker as it is stored; empty if there is none
 * @param refusal why no run may touch the database; empty if one may
 * @param target the release that pending changesets lead to
 * @param newer what shows that the database has gone beyond the target, a sentence each
 * @param pending changesets with something to do, in order; empty if the database is newer
 * @param history newest first
 * @param marks changesets that runs leave as they are
 * @param findings what the last verification found that is not a failure, counts by check
 * @param locks for each lock that is held, its name and the holder, in words
 */
record Status(
        String server,
        ReleaseShape shape,
        Optional<String> marker,
        Optional<Refusal> refusal,
        Release target,
        List<String> newer,
        List<Changeset> pending,
        List<HistoryEntry> history,
        List<Mark> marks,
        Map<String, Long> findings,
        Map<String, String> locks) {

    /**
     * Why no run may touch the database.
     *
     * @param text the whole sentence
     * @param next what to do instead, in a few words
     */
    record Refusal(String text, String next) {}

    /** The changesets that failed or were interrupted last. */
    List<HistoryEntry> open() {
        return history.stream().filter(HistoryEntry::isOpen).toList();
    }

    String next() {
        if (refusal.isPresent()) {
            return refusal.get().next();
        }
        if (!newer.isEmpty()) {
            return "nothing to do for " + target + "; the database is newer.";
        }
        return pending.isEmpty()
                ? "nothing to do; RAGFlow " + target + " may start."
                : "run migrate --target-release " + target + ".";
    }
}
