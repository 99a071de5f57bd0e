package dev.ragflow.migrator.model.tables;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables as the steps so far would leave them, for a run that only tells what it would do. */
public interface DryRunTables {

    /**
     * A column.
     *
     * @param type the server's name of the data type, lower case, without length
     * @param length characters, or bytes for MySQL's TEXT types; {@link Long#MAX_VALUE} where there is no limit
     * @param collation MySQL's name of it; null where the column has none, and on PostgreSQL
     * @param asStored whether the database has the very same column now
     */
    public record Column(String type, long length, @Nullable String collation, boolean asStored) {}

    /** The columns by name, lower case; empty where there is no such table. */
    Optional<Map<String, Column>> table(String name);

    /** A stage makes a table like another one, with {@code model_type} as a number. */
    void copy(String from, String to);

    void rename(String from, String to);

    void drop(String table);

    /** A stage would run a statement beside the rows it writes. */
    void statement(String table, String sql);
}
