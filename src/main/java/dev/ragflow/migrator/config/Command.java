package dev.ragflow.migrator.config;

import java.util.Locale;

/** What the program can be told to do. */
public enum Command {
    MIGRATE(
            "Brings the metadata database of RAGFlow to a newer release.",
            "Upgrades the schema, moves the model settings into the tables of the newer release, checks the result, and"
                    + " tells what it did. It may be run again at any time: what is done is left alone."),
    VERIFY(
            "Checks whether the metadata database of RAGFlow is what a release expects.",
            "Compares tables with the release, checks the model tables, and counts the models and references that still"
                    + " mean what they meant before. It changes nothing of RAGFlow's and needs no more than SELECT; where a"
                    + " check fails it takes away the note that an earlier one passed, if it may."),
    ROLLBACK(
            "Takes the metadata database of RAGFlow back to an older release.",
            "Brings the model table of that release back, its columns, type names and version marker, for as long as nothing"
                    + " written since would be lost; otherwise it names the reasons and changes nothing. Stop RAGFlow's pods"
                    + " before, start those of the older release after it. It deletes nothing."),
    WAIT(
            "Waits until the metadata database of RAGFlow is at least at a release.",
            "For the init container of RAGFlow's pods. It asks the database itself, by its version marker and its tables, also"
                    + " one that does not exist or answer yet; a newer release will do as well. It changes nothing, takes"
                    + " no locks, and needs an account that may read."),
    RESUME(
            "Starts RAGFlow's pods again that --quiesce stopped.",
            "For what runs after an upgrade. A Deployment that is not stopped, or was stopped by somebody else, is left as it"
                    + " is."),
    STATUS(
            "Tells how far the metadata database of RAGFlow is.",
            "Finds the release from the shape of the tables and says what speaks for it; shows the version marker, the"
                    + " changesets that are pending, the last run and who holds a lock. It changes nothing and needs"
                    + " no more than SELECT. Exit code 0: nothing is pending; 6: a migration has something to do."),
    HISTORY(
            "Lists what was run on the metadata database of RAGFlow.",
            "Shows the table migration_history, newest first: how every changeset ended last, when, how long it took"
                    + " and how many rows it wrote. It changes nothing and needs no more than SELECT."),
    STAGES(
            "Lists the stages of a migration.",
            "Names the stages in the order in which they depend on each other, the tables they write, and whether they have"
                    + " something to do, for migrate --stages. It changes nothing and needs no more than SELECT."),
    MARK(
            "Marks a changeset as done by hand, or as not to be done.",
            "After a fix by hand: runs leave the changeset as it is, and the history says who marked it, when and why. The"
                    + " checks at the end of a run look at the whole database all the same. Usage: mark ID --status"
                    + " success|skipped --reason TEXT"),
    UNMARK(
            "Takes a mark away.",
            "The next run looks at the changeset again, and the history says what it said before. Usage: unmark ID"),
    RELEASE_LOCK(
            "Shows who holds the locks a migration waits for, and ends them on demand.",
            "Shows the connection, account, host, start and running statement behind this program's lock and RAGFlow's"
                    + " start-up lock, and a DATABASECHANGELOGLOCK row that another tool left. Exit code 0: nothing is"
                    + " held; 6: something is; 1: this account may not end a connection."),
    DIFF(
            "Compares the tables with those of a release.",
            "Tables, columns, types, nullability, defaults, indexes, collations, with what each difference means: the"
                    + " application breaks, is slower, or does not mind. On demand writes a Liquibase changelog that closes the"
                    + " gap. It changes nothing in the database and needs no more than SELECT. Exit code 0: no difference that"
                    + " matters; 6: there are some.");

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
