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
                    + " mean what they meant before. It changes nothing."),
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
                    + " is.");

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

    /** As it is typed: {@code verify}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
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
