package dev.ragflow.migrator.config;

/** How a line of the log looks. */
public enum LogFormat {
    /** Time, level and message, for people. */
    TEXT,
    /** One JSON object a line, for collectors. */
    JSON
}
