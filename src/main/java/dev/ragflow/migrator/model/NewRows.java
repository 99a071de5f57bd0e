package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows to insert into one of the new tables, each with an id of its own and the time of its making. */
final class NewRows {

    private final String table;
    private final List<String> columns;
    private final Clock clock;
    private final ModelIds ids;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param columns the columns beside id and the four times */
    NewRows(String table, List<String> columns, Clock clock, ModelIds ids) {
        this.table = table;
        this.columns = columns;
        this.clock = clock;
        this.ids = ids;
    }

    /** Adds a row and returns its id. */
    String add(String... values) {
        String id = ids.next();
        rows.add(Stream.concat(Stream.of(id), Stream.of(values)).toList());
        return id;
    }

    int size() {
        return rows.size();
    }

    String table() {
        return table;
    }

    /** All rows: the id, then the values of the columns. */
    List<List<String>> all() {
        return rows;
    }

    /** A row to be, by the names of its columns. */
    final class Row {

        private final List<String> values;

        private Row(List<String> values) {
            this.values = values;
        }

        String id() {
            return values.get(0);
        }

        /** @param column one of the columns beside id and the four times */
        String value(String column) {
            return values.get(columns.indexOf(column) + 1);
        }
    }

    List<Row> rows() {
        return rows.stream().map(Row::new).toList();
    }

    /** Makes the columns wide enough. */
    void fit(Widths widths) throws SQLException {
        for (List<String> row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                widths.fit(columns.get(i), row.get(i + 1));
            }
        }
    }

    void insert(Connection transaction, Dialect dialect) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String names = Stream.concat(
                        Stream.concat(Stream.of("id"), columns.stream()),
                        Stream.of("create_time", "create_date", "update_time", "update_date"))
                .map(dialect::quoted)
                .collect(Collectors.joining(", "));
        String sql =
                "INSERT INTO " + dialect.quoted(table) + " (" + names + ") VALUES " + InList.of(columns.size() + 5);
        long millis = clock.millis();
        LocalDateTime date = date(millis);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (List<String> row : rows) {
                InList.bind(statement, 1, row);
                int parameter = row.size();
                statement.setLong(++parameter, millis);
                statement.setObject(++parameter, date);
                statement.setLong(++parameter, millis);
                statement.setObject(++parameter, date);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The same instant as the application writes it into its DATETIME columns: local time of the process. */
    static LocalDateTime date(long millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
