package dev.ragflow.migrator.report;

import dev.ragflow.migrator.report.RunReport.Kind;

/** How a run ended and what comes next, in sentences. */
final class ReportSentences {

    private static final String AGAIN = "run the same command again; it continues where it stopped.";

    private ReportSentences() {}

    static String headline(RunReport report) {
        String release = "RAGFlow " + report.target();
        return switch (report.kind()) {
            case MIGRATE -> migration(report, release);
            case ROLLBACK -> rollback(report, release);
            case VERIFY ->
                switch (report.result()) {
                    case DONE, NOTHING_TO_DO -> "the database is what " + release + " expects.";
                    case NOT_VERIFIED -> "the database is not what " + release + " expects.";
                    default -> "the database could not be compared with " + release + ".";
                };
        };
    }

    private static String migration(RunReport report, String release) {
        return switch (report.result()) {
            case DONE -> "the database is at " + release + ".";
            case NOTHING_TO_DO -> "nothing to do, the database is at " + release + " already.";
            case NEWER_THAN_TARGET -> "nothing was changed, the database is newer than " + release + ".";
            case INTERRUPTED -> "the migration to " + release + " was interrupted and can be run again.";
            case FAILED -> "the migration to " + release + " failed and can be run again.";
            case NOT_VERIFIED -> "everything ran, but the database is not what " + release + " expects.";
            case STAGES_DONE -> "the requested stages are done; the version marker was not written.";
            case REFUSED, NOT_STARTED -> "nothing was changed, the migration to " + release + " did not start.";
        };
    }

    private static String rollback(RunReport report, String release) {
        return switch (report.result()) {
            case DONE -> "the database is back at " + release + ".";
            case NOTHING_TO_DO -> "nothing to do, the database is at " + release + " already.";
            case REFUSED -> "nothing was changed, the database cannot be rolled back to " + release + ".";
            case FAILED -> "the rollback to " + release + " failed and can be run again.";
            case INTERRUPTED -> "the rollback to " + release + " was interrupted and can be run again.";
            case NOT_VERIFIED, NEWER_THAN_TARGET, STAGES_DONE ->
                "everything was rolled back, but the database is not what " + release + " expects.";
            case NOT_STARTED -> "nothing was changed, the rollback to " + release + " did not start.";
        };
    }

    static String next(RunReport report) {
        String release = "RAGFlow " + report.target();
        return switch (report.result()) {
            case DONE, NOTHING_TO_DO ->
                switch (report.kind()) {
                    case MIGRATE -> "start " + release + "; its start-up finds nothing left to do.";
                    case ROLLBACK -> "start " + release + ".";
                    case VERIFY -> "nothing to do.";
                };
            case NEWER_THAN_TARGET ->
                "start the RAGFlow release the database belongs to, or choose a newer target with --target-release.";
            case INTERRUPTED -> AGAIN;
            case FAILED ->
                "fix the cause named above, then " + AGAIN
                        + (report.kind() == Kind.ROLLBACK ? " Or run migrate to go forward again." : "");
            case NOT_VERIFIED -> notVerified(report.kind());
            case STAGES_DONE -> "run migrate without --stages and --mode to do the rest; it continues from here.";
            case REFUSED ->
                "stay on the newer release, undo the changes listed above there, or restore the backup taken before the"
                        + " migration.";
            case NOT_STARTED -> "fix the cause named above, then run the same command again.";
        };
    }

    private static String notVerified(Kind kind) {
        return switch (kind) {
            case MIGRATE ->
                "fix the problems listed above, then run the same command again; the version marker was not written.";
            case ROLLBACK -> "fix the problems listed above, then run the same command again.";
            case VERIFY -> "see the problems listed above; migrate brings a database to what the release expects.";
        };
    }
}
