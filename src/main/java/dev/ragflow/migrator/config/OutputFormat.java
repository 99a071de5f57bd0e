package dev.ragflow.migrator.config;

/** How a command prints its result. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** One JSON object, for programs. */
    JSON
}
