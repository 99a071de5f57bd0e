package dev.ragflow.migrator.database;

import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What ended a run or kept it from its goal, for log, summary, report and termination message alike.
 *
 * @param category its kind
 * @param text what happened, on which table and row key, and what the state is now; no credentials
 * @param next what to do, a sentence; empty if the text says it
 */
public record Problem(ErrorCategory category, String text, String next) {

    /** One whose text does not say what to do. */
    public static Problem of(ErrorCategory category, String text) {
        return new Problem(category, text, category.advice());
    }

    /** One whose text says what to do. */
    public static Problem told(ErrorCategory category, String text) {
        return new Problem(category, text, "");
    }

    public static Problem of(MigrationException failure) {
        String text = String.valueOf(failure.getMessage());
        // whoever knows the table advises better than the category does
        boolean told = failure.category() == ErrorCategory.DATA || text.contains("run again");
        return told ? told(failure.category(), text) : of(failure.category(), text);
    }

    /** Both parts. */
    public String sentence() {
        return next.isEmpty() ? text : text + (text.endsWith(".") ? " " : ". ") + next;
    }

    /** As an error, with the category and the next step as fields of their own. */
    public void log(Logger log) {
        LoggingEventBuilder event = log.atError().addKeyValue("category", category.id());
        (next.isEmpty() ? event : event.addKeyValue("next", next)).log(sentence());
    }
}
