package dev.ragflow.migrator.migrate;

/** How the program ends; Helm's hook and the Job's pod failure policy read it. */
public enum ExitCode {
    /** Done, or nothing to do. */
    OK(0),
    /** A changeset failed; the next run continues from there. Or a rollback was refused, and nothing was changed. */
    MIGRATION_FAILED(1),
    /** Wrong usage or configuration; nothing was changed. */
    WRONG_SETTINGS(2),
    /** The database did not answer, or a lock was not free in time; nothing was changed. */
    UNREACHABLE(3),
    /** Everything ran, but the result is not what it must be; the version marker was not written. */
    VERIFICATION_FAILED(4),
    /** A signal ended the run; what was finished is kept, and the next run continues from there. */
    INTERRUPTED(5),
    /** Nothing was changed, and there is something to do: pending changesets, differences that matter. */
    PENDING(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
