package dev.ragflow.migrator.schema;

import java.util.List;

/**
 * What closes one difference, as a changeset of its own.
 *
 * @param id unique in its file: {@code add-column-document-content_hash}
 * @param comment what it does, a phrase
 * @param removal whether it takes something away
 * @param precondition a query whose count shows whether there is still something to do
 * @param count what the query returns if there is
 * @param sql the statements
 * @param rollback the statements that take it back; empty if nothing can
 */
public record Fix(
        String id,
        String comment,
        boolean removal,
        String precondition,
        int count,
        List<String> sql,
        List<String> rollback) {

    public Fix {
        sql = List.copyOf(sql);
        rollback = List.copyOf(rollback);
    }
}
