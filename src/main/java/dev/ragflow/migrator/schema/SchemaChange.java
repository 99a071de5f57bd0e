package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One change to the shape of the database. It decides from the shape alone whether there is something to do, can run twice,
 * and finishes what an interrupted run has begun.
 */
public interface SchemaChange {

    /** What it does, in a few words, for logs: {@code table document}. */
    String title();

    /**
     * Whether there is something to do. Answers from the snapshot, and looks at rows only where the shape leaves it open.
     *
     * @throws MigrationException when the rows cannot be read
     */
    boolean hasWork(Connection connection, LiveSchema live);

    /** The one table whose shape {@link #hasWork} looks at; empty if it looks at more. */
    default Optional<String> onlyTable() {
        return Optional.empty();
    }

    /**
     * Does it, from the state the database has now.
     *
     * @throws MigrationException when it cannot be done; the message says what to do
     */
    SchemaChangeResult apply(Ddl ddl);

    /**
     * The statements of the change for which the server rebuilds a whole table while writes to it wait, as far as the
     * shape shows.
     *
     * @param tables of them only
     */
    default List<PlannedStatement> rebuilds(Connection connection, LiveSchema live, Set<String> tables) {
        return List.of();
    }

    /** Why rolling the change back would lose data written since, a sentence each; empty if it may be rolled back. */
    default List<String> obstacles(Connection connection, LiveSchema live) {
        return List.of();
    }

    /** Takes it back, from the state the database has now. A change that the release before does not mind stays. */
    default SchemaChangeResult rollBack(Ddl ddl) {
        return SchemaChangeResult.NOTHING;
    }
}
