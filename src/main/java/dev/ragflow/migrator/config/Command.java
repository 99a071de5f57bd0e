package dev.ragflow.migrator.config;

import java.util.Locale;

/** The commands of the program. */
public enum Command {
    MIGRATE(
            "Upgrades RAGFlow's metadata database to a newer release.",
            "Upgrades the schema, moves the model settings into the tables of the newer release, verifies the result,"
                    + " and reports what it did. It may be run again at any time: what is done is left alone."),
    VERIFY(
            "Checks whether RAGFlow's metadata database is what a release expects.",
            "Compares the tables with the release, checks the model tables, and counts the models and references that"
                    + " still mean what they meant before. It changes nothing of RAGFlow's and needs only SELECT; if a"
                    + " check fails and the account may write, it clears the record of an earlier passed"
                    + " verification."),
    ROLLBACK(
            "Rolls RAGFlow's metadata database back to an older release.",
            "Restores the model table of that release, its columns, type names and version marker, as long as nothing"
                    + " written since would be lost; otherwise it lists the reasons and changes nothing. Stop RAGFlow's"
                    + " pods first, and start those of the older release afterwards. It deletes nothing."),
    WAIT(
            "Waits until RAGFlow's metadata database is at a release or newer.",
            "For the init container of RAGFlow's pods. It reads the version marker and the tables, and also waits for a"
                    + " database that does not exist or answer yet; a newer release will do as well. It changes"
                    + " nothing, takes no locks, and needs only SELECT."),
    RESUME(
            "Restarts RAGFlow's pods that --quiesce stopped.",
            "To be run after an upgrade. A Deployment that is not stopped, or was stopped by someone else, is left"
                    + " alone."),
    STATUS(
            "Shows which release RAGFlow's metadata database is at.",
            "Detects the release from the shape of the tables and shows the evidence; also the version marker, pending"
                    + " changesets, the last run and who holds a lock. It changes nothing and needs only SELECT. Exit"
                    + " code 0: nothing is pending; 6: a migration has something to do."),
    HISTORY(
            "Lists what was run on RAGFlow's metadata database.",
            "Shows the table migration_history, newest first: how each changeset last ended, when, how long it took and"
                    + " how many rows it wrote. It changes nothing and needs only SELECT."),
    STAGES(
            "Lists the stages of a migration.",
            "Lists the stages for migrate --stages in dependency order, the tables they write, and whether they have"
                    + " something to do. It changes nothing and needs only SELECT."),
    MARK(
            "Marks a changeset as done by hand, or as to be skipped.",
            "After a manual fix: runs skip the changeset, and the history shows who marked it, when and why. The checks"
                    + " at the end of a run still cover the whole database. Usage: mark ID --status success|skipped"
                    + " --reason TEXT"),
    UNMARK(
            "Removes a mark.",
            "The next run looks at the changeset again, and the history shows what it showed before. Usage: unmark ID"),
    RELEASE_LOCK(
            "Shows who holds the locks a migration waits for, and releases them on request.",
            "Shows the connection, account, host, start time and running statement that hold this program's lock and"
                    + " RAGFlow's start-up lock, and a DATABASECHANGELOGLOCK row that another tool left. Exit code 0:"
                    + " no lock is held; 6: a lock is held; 1: this account may not end a connection."),
    DIFF(
            "Compares the tables with those of a release.",
            "Compares tables, columns, types, nullability, defaults, indexes and collations, and shows what each"
                    + " difference means: the application breaks, is slower, or is not affected. On request writes a"
                    + " Liquibase changelog that closes the gap. It changes nothing in the database and needs only"
                    + " SELECT. Exit code 0: no difference matters; 6: some do.");

    private final String title;
    private final String description;

    Command(String title, String description) {
        this.title = title;
        this.description = description;
    }

    /** Whether it works on a database; the others take no settings of one. */
    public boolean needsDatabase() {
        return this != RESUME;
    }

    /** As it is typed: {@code verify}, {@code release-lock}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One sentence for {@code --help}. */
    public String title() {
        return title;
    }

    /** One paragraph for {@code --help}. */
    public String description() {
        return description;
    }
}
