package dev.ragflow.migrator.config;

/** How a command prints its result. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** One JSON object, for programs. */
    JSON,
    /** Comma-separated values with a line of headings, for spreadsheets. */
    CSV
}
