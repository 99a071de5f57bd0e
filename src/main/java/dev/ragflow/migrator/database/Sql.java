package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement on a connection of the caller's: prepared, run and closed at once. What it finds is in memory together, so that other
 * statements may run on the connection while its rows are read.
 */
public final class Sql {

    /**
     * Makes something of a row.
     *
     * @param <T> what it makes
     */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What is done with a row. */
    @FunctionalInterface
    public interface RowUse {
        void with(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Run<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final String text;
    private final @Nullable Object[] parameters;

    private Sql(Connection connection, String text, @Nullable Object[] parameters) {
        this.connection = connection;
        this.text = text;
        this.parameters = parameters;
    }

    /** @param parameters one for each question mark */
    public static Sql of(Connection connection, String text, @Nullable Object... parameters) {
        return new Sql(connection, text, parameters);
    }

    /** Runs what is no query; how many rows it has changed. */
    public static int update(Connection connection, String text, @Nullable Object... parameters) throws SQLException {
        return of(connection, text, parameters).run(PreparedStatement::executeUpdate);
    }

    /** Runs a statement once for each row of parameters, in one go. */
    public static void batch(Connection connection, String text, Iterable<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Reads every row. */
    public void each(RowUse use) throws SQLException {
        run(statement -> {
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    use.with(row);
                }
                return true;
            }
        });
    }

    /** What is made of the rows, in their order. */
    public <T> List<T> list(Row<T> reader) throws SQLException {
        List<T> all = new ArrayList<>();
        each(row -> all.add(reader.read(row)));
        return all;
    }

    /** What is made of the first row; empty if there is none or it is null. */
    public <T> Optional<T> first(Row<T> reader) throws SQLException {
        return run(statement -> {
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(reader.read(row)) : Optional.empty();
            }
        });
    }

    /** Whether there is a row. */
    public boolean hasRow() throws SQLException {
        return first(row -> true).isPresent();
    }

    /** The number in the first column of the first row, such as that of {@code COUNT}; zero if there is none. */
    public long number() throws SQLException {
        return first(row -> row.getLong(1)).orElse(0L);
    }

    /** A text of a row; NULL is an empty one. */
    public static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    /** A number of a row; null where there is none. */
    public static @Nullable Long numberOrNull(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private <T> T run(Run<T> run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            bind(statement, parameters);
            return run.of(statement);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
