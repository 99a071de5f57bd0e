package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.ModelIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows to insert into one of the new tables, each with an id of its own and the time of its making. */
public final class InsertBatch {

    private static final List<String> TIMES = List.of("create_time", "create_date", "update_time", "update_date");

    private final String table;
    private final List<String> columns;
    private final Clock clock;
    private final ModelIds ids;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param columns the columns beside id and the four times */
    InsertBatch(String table, List<String> columns, Clock clock, ModelIds ids) {
        this.table = table;
        this.columns = columns;
        this.clock = clock;
        this.ids = ids;
    }

    /** Adds a row and returns its id. */
    public String add(String... values) {
        String id = ids.next();
        rows.add(Stream.concat(Stream.of(id), Stream.of(values)).toList());
        return id;
    }

    public int size() {
        return rows.size();
    }

    String table() {
        return table;
    }

    /** A row to be, by the names of its columns. */
    public final class Row {

        private final List<String> values;

        private Row(List<String> values) {
            this.values = values;
        }

        public String id() {
            return values.get(0);
        }

        /** @param column one of the columns beside id and the four times */
        public String value(String column) {
            return values.get(columns.indexOf(column) + 1);
        }
    }

    List<Row> rows() {
        return rows.stream().map(Row::new).toList();
    }

    /** Makes the columns wide enough. */
    public void fit(Widths widths) throws SQLException {
        for (List<String> row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                widths.fit(columns.get(i), row.get(i + 1));
            }
        }
    }

    /** Whether the columns are wide enough already. */
    public boolean areHeld(BiPredicate<String, String> fits) {
        return rows.stream().allMatch(row -> IntStream.range(0, columns.size())
                .allMatch(i -> fits.test(columns.get(i), row.get(i + 1))));
    }

    /** Characters of all values together. */
    public long characters() {
        return rows.stream().flatMap(List::stream).mapToLong(String::length).sum();
    }

    public void insert(Connection transaction, Dialect dialect) throws SQLException {
        insert(transaction, dialect, row -> true);
    }

    /**
     * Inserts some of the rows.
     *
     * @return how many
     */
    public int insert(Connection transaction, Dialect dialect, Predicate<Row> which) throws SQLException {
        List<Row> some = rows().stream().filter(which).toList();
        long millis = clock.millis();
        List<Object> times = List.of(millis, date(millis), millis, date(millis));
        List<String> names =
                Stream.of(List.of("id"), columns, TIMES).flatMap(List::stream).toList();
        Iterable<List<Object>> all = () -> some.stream()
                .map(row -> Stream.<Object>concat(row.values.stream(), times.stream())
                        .toList())
                .iterator();
        new RowInsert(dialect, table, names).write(transaction, all);
        return some.size();
    }

    /** The same instant as the application writes it into its DATETIME columns: local time of the process. */
    public static LocalDateTime date(long millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
