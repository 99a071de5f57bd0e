package dev.ragflow.migrator.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows in every table of a database, and what is left of them after a change. */
final class SampleRows {

    private static final String TEXT = "O'Brien \\\\ \"x\" 名 ";
    private static final int ROWS = 3;

    private final SchemaFixture fixture;
    private final Map<String, List<String>> columns = new TreeMap<>();
    private final Map<String, List<List<@Nullable String>>> rows = new TreeMap<>();

    private SampleRows(SchemaFixture fixture) {
        this.fixture = fixture;
    }

    /** Inserts rows into all tables and remembers them. */
    static SampleRows insertInto(SchemaFixture fixture) {
        SampleRows samples = new SampleRows(fixture);
        fixture.read().tables().values().forEach(samples::insert);
        return samples;
    }

    private void insert(Table table) {
        List<Column> filled = table.columns().values().stream()
                .filter(column -> !column.autoIncrement())
                .toList();
        List<String> values = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int number = row;
            values.add(
                    filled.stream().map(column -> value(column, number)).collect(Collectors.joining(", ", "(", ")")));
        }
        String names = filled.stream().map(column -> "`" + column.name() + "`").collect(Collectors.joining(", "));
        fixture.execute("INSERT INTO `" + table.name() + "` (" + names + ") VALUES " + String.join(", ", values));
        columns.put(
                table.name(),
                table.columns().values().stream().map(Column::name).toList());
        rows.put(table.name(), read(table.name(), columns.get(table.name())));
    }

    private String value(Column column, int row) {
        if (row == 2 && column.nullable()) {
            return "NULL";
        }
        return switch (column.type().kind()) {
            case VARCHAR -> text(column, row, column.type().length());
            case TINYTEXT, TEXT, LONGTEXT -> text(column, row, 200);
            case BOOLEAN -> fixture.dialect.isPostgres() ? "true" : "1";
            case SMALLINT, INT, BIGINT -> Integer.toString(100 + row);
            case FLOAT, DOUBLE -> row + ".5";
            case DATETIME -> "'2024-02-0" + (row + 1) + " 03:04:05'";
            case OTHER -> throw new IllegalStateException(column.toString());
        };
    }

    private String text(Column column, int row, int width) {
        if (width == 1) {
            return "'" + row % 2 + "'";
        }
        String value = row + column.name() + TEXT;
        String fitting = value.substring(0, Math.min(value.length(), width));
        String escaped = fitting.replace("'", "''");
        return "'" + (fixture.dialect.isPostgres() ? escaped : escaped.replace("\\", "\\\\")) + "'";
    }

    /** The rows now, in the columns they had then. */
    Map<String, List<List<@Nullable String>>> now() {
        Map<String, List<List<@Nullable String>>> now = new TreeMap<>();
        columns.forEach((table, names) -> now.put(
                table,
                read(
                        table,
                        names.stream()
                                .map(name -> name.equals("process_duation") ? "process_duration" : name)
                                .toList())));
        return now;
    }

    Map<String, List<List<@Nullable String>>> then() {
        return rows;
    }

    private List<List<@Nullable String>> read(String table, List<String> names) {
        List<List<@Nullable String>> read = new ArrayList<>(fixture.query(
                "SELECT " + names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")) + " FROM `"
                        + table + "`"));
        read.sort(java.util.Comparator.comparing(Object::toString));
        return read;
    }
}
