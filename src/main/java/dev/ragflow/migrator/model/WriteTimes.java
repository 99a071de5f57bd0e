package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** When rows of a table were written, by RAGFlow's own two columns; epoch milliseconds. */
record WriteTimes(Dialect dialect, String table) {

    /** A row was added or changed after a moment, given twice. */
    static final String SINCE = "(update_time > ? OR create_time > ?)";

    /** Sets the parameters of {@link #SINCE} behind those that are set; none without a moment. Returns how many are set then. */
    static int bind(PreparedStatement statement, int bound, @Nullable Long since) throws SQLException {
        if (since == null) {
            return bound;
        }
        statement.setLong(bound + 1, since);
        statement.setLong(bound + 2, since);
        return bound + 2;
    }

    /** How many rows were written since; all of them without a moment. */
    long count(Connection connection, @Nullable Long since) throws SQLException {
        return number(connection, "SELECT COUNT(*) FROM " + name() + where(since), since);
    }

    /** Whether there are rows at all, or rows that were written since. */
    boolean hasRows(Connection connection, @Nullable Long since) throws SQLException {
        String sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + name() + where(since) + " LIMIT 1) some_row";
        return number(connection, sql, since) > 0;
    }

    /** When a row was last written; 0 for an empty table. */
    long highWater(Connection connection) throws SQLException {
        return Math.max(
                number(connection, "SELECT MAX(update_time) FROM " + name(), null),
                number(connection, "SELECT MAX(create_time) FROM " + name(), null));
    }

    private static long number(Connection connection, String sql, @Nullable Long since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 0, since);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static String where(@Nullable Long since) {
        return since == null ? "" : " WHERE " + SINCE;
    }

    private String name() {
        return dialect.quoted(table);
    }
}
