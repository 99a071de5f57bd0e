package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When rows of a table were written, by RAGFlow's own two columns; epoch milliseconds. Pods set them by their own clocks, so one that
 * was wrong once may have left times of years to come. These must not pass for the newest change, before which all is seen.
 */
public record WriteTimes(Dialect dialect, String table, Clock clock) {

    /** How far clocks may be apart. A later time is wrong: nothing is said to be written then. */
    private static final Duration APART = Duration.ofHours(1);

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
    public long count(Connection connection, @Nullable Long since) throws SQLException {
        String all = "SELECT COUNT(*) FROM " + name();
        return since == null ? number(connection, all) : number(connection, all + " WHERE " + SINCE, since, since);
    }

    /** Whether there are rows at all, or rows that were written since. */
    public boolean hasRows(Connection connection, @Nullable Long since) throws SQLException {
        if (since == null) {
            return number(connection, "SELECT COUNT(*) FROM (SELECT 1 FROM " + name() + " LIMIT 1) some_row") > 0;
        }
        String sql = """
                SELECT COUNT(*) FROM (
                  SELECT 1 FROM %s
                  WHERE (update_time > ? AND update_time <= ?) OR (create_time > ? AND create_time <= ?)
                  LIMIT 1
                ) some_row""".formatted(name());
        long latest = latest();
        return number(connection, sql, since, latest, since, latest) > 0;
    }

    /** When a row was last written; 0 for an empty table. */
    public long highWater(Connection connection) throws SQLException {
        String newest = "SELECT MAX(%1$s) FROM %2$s WHERE %1$s <= ?";
        long latest = latest();
        return Math.max(
                number(connection, newest.formatted("update_time", name()), latest),
                number(connection, newest.formatted("create_time", name()), latest));
    }

    /** Later times are wrong. */
    long latest() {
        return clock.millis() + APART.toMillis();
    }

    private static long number(Connection connection, String sql, long... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private String name() {
        return dialect.quoted(table);
    }
}
