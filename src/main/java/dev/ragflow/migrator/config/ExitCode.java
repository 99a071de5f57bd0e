package dev.ragflow.migrator.config;

/** How the process ends; Jobs and scripts decide by it whether to try again. */
public enum ExitCode {
    DONE(0, "done, or nothing to do"),
    FAILED(1, "the migration failed"),
    USAGE(2, "wrong usage or configuration"),
    UNAVAILABLE(3, "the database could not be reached, or a lock not obtained, in time"),
    VERIFICATION_FAILED(4, "the verification after the migration failed");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The process exit status. */
    public int code() {
        return code;
    }

    /** In plain words, for {@code --help}. */
    public String meaning() {
        return meaning;
    }
}
