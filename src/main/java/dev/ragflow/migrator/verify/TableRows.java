package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a table chunk by chunk in the order of its primary key {@code id} (keyset pagination), and single rows by id. */
final class TableRows {

    private static final int CHUNK = 2_000;

    /**
     * A row.
     *
     * @param texts the columns' values, NULL as an empty text
     * @param flag what the condition is for this row; false without one
     * @param created epoch milliseconds (or seconds, which is what is looked for); 0 for NULL
     * @param updated the same
     */
    record Row(String table, String id, Map<String, String> texts, boolean flag, long created, long updated) {

        String text(String column) {
            return texts.getOrDefault(column, "");
        }
    }

    /** Takes a chunk. */
    @FunctionalInterface
    interface Chunk {
        void take(Collection<Row> rows) throws SQLException;
    }

    private final Connection connection;
    private final Dialect dialect;
    private final String table;
    private final List<String> columns;
    private final String condition;

    TableRows(Connection connection, Dialect dialect, String table, List<String> columns) {
        this(connection, dialect, table, columns, "1 = 0");
    }

    /** @param condition SQL that is true or false for a row */
    TableRows(Connection connection, Dialect dialect, String table, List<String> columns, String condition) {
        this.connection = connection;
        this.dialect = dialect;
        this.table = table;
        this.columns = columns;
        this.condition = condition;
    }

    void each(Chunk chunk) throws SQLException {
        String after = null;
        while (true) {
            List<Row> rows = read(
                    (after == null ? "" : " WHERE id > ?") + " ORDER BY id LIMIT " + CHUNK,
                    after == null ? List.of() : List.of(after));
            if (rows.isEmpty()) {
                return;
            }
            chunk.take(rows);
            after = rows.get(rows.size() - 1).id();
        }
    }

    /** Those of the rows that are there. */
    Map<String, Row> byId(Collection<String> ids) throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        List<String> open = List.copyOf(ids);
        for (int from = 0; from < open.size(); from += CHUNK) {
            List<String> portion = open.subList(from, Math.min(from + CHUNK, open.size()));
            String list = String.join(", ", Collections.nCopies(portion.size(), "?"));
            read(" WHERE id IN (" + list + ")", portion).forEach(row -> rows.put(row.id(), row));
        }
        return rows;
    }

    private List<Row> read(String where, List<String> parameters) throws SQLException {
        String names = Stream.concat(Stream.of("id", "create_time", "update_time"), columns.stream())
                .map(dialect::quoted)
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + names + ", CASE WHEN " + condition + " THEN 1 ELSE 0 END FROM " + dialect.quoted(table)
                + where;
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
        }
        return rows;
    }

    private Row row(ResultSet row) throws SQLException {
        Map<String, String> texts = new HashMap<>();
        int column = 3;
        for (String name : columns) {
            @Nullable String value = row.getString(++column);
            texts.put(name, value == null ? "" : value);
        }
        return new Row(table, row.getString(1), texts, row.getInt(column + 1) == 1, row.getLong(2), row.getLong(3));
    }
}
