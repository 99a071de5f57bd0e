package dev.ragflow.migrator.model.tables;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of values that stand in a statement as a table named {@code m}. One statement then does for hundreds of rows what would
 * take one each, and needs no temporary table, which an account may not be allowed to make. MySQL and MariaDB take them as one JSON
 * text where they can: as many SELECTs cost them half as much again as all the rest of the statement.
 */
public final class RowValues {

    /** A column: its name, which no table of RAGFlow's has, and whether it holds whole numbers instead of texts. */
    public record Column(String name, boolean isNumber) {

        public static Column text(String name) {
            return new Column(name, false);
        }

        public static Column number(String name) {
            return new Column(name, true);
        }
    }

    /** More make no statement quicker, and its text ever larger. */
    public static final int ROWS = 500;

    /** Characters of a text beside other rows: MariaDB 11.4 keeps of several SELECTs only what a text has beyond whole 64 KiB. */
    public static final int LONGEST_OF_SEVERAL = 16_000;

    /** A longer text is one without a limit, which takes the server longer. */
    private static final int LONGEST = 1_000;

    private final Dialect dialect;
    private final boolean areJson;
    private final List<Column> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    /** @param areJson whether MySQL gets them as JSON */
    RowValues(Dialect dialect, boolean areJson, List<Column> columns) {
        this.dialect = dialect;
        this.areJson = areJson;
        this.columns = columns;
    }

    public void add(@Nullable Object... values) {
        rows.add(Arrays.asList(values));
    }

    public int size() {
        return rows.size();
    }

    /**
     * The table, with parameters for {@link #bind}; at least one row must be there.
     *
     * @throws IllegalStateException when a text is longer than {@link #LONGEST_OF_SEVERAL} and not alone
     */
    String sql() {
        if (rows.size() > 1
                && IntStream.range(0, columns.size()).map(this::longest).max().orElse(0) > LONGEST_OF_SEVERAL) {
            throw new IllegalStateException("a text of more than " + LONGEST_OF_SEVERAL + " characters must go alone");
        }
        if (dialect.isPostgres()) {
            List<String> arrays = columns.stream()
                    .map(column -> column.isNumber() ? "?::integer[]" : "?::text[]")
                    .toList();
            return "unnest(" + String.join(", ", arrays) + ") AS m ("
                    + String.join(", ", columns.stream().map(Column::name).toList()) + ")";
        }
        if (areJson) {
            List<String> json = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                json.add(columns.get(column).name() + " " + type(column) + " PATH '$." + key(column) + "'");
            }
            return "JSON_TABLE(?, '$[*]' COLUMNS (" + String.join(", ", json) + ")) AS m";
        }
        List<String> first =
                columns.stream().map(column -> "? AS " + column.name()).toList();
        String other = " UNION ALL SELECT " + String.join(", ", Collections.nCopies(columns.size(), "?"));
        return "(SELECT " + String.join(", ", first) + other.repeat(rows.size() - 1) + ") AS m";
    }

    /** Long enough for all values of a column: MariaDB would cut one that is longer. */
    private String type(int column) {
        if (columns.get(column).isNumber()) {
            return "INT";
        }
        int longest = longest(column);
        return (longest > LONGEST ? "LONGTEXT" : "VARCHAR(" + Math.max(1, longest) + ")")
                + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    }

    private int longest(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column) instanceof String text ? text.length() : 0)
                .max()
                .orElse(0);
    }

    private static String key(int column) {
        return "c" + column;
    }

    private String json() {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(written)) {
            json.writeStartArray();
            for (List<@Nullable Object> row : rows) {
                json.writeStartObject();
                for (int column = 0; column < row.size(); column++) {
                    // what is missing is NULL; of null MySQL 8.0.15 makes the text "null"
                    if (row.get(column) instanceof Number number) {
                        json.writeNumberField(key(column), number.intValue());
                    } else if (row.get(column) instanceof String text) {
                        json.writeStringField(key(column), text);
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written.toString();
    }

    /** Sets all parameters of {@link #sql}; returns the number of the next one. */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        int parameter = first;
        if (dialect.isPostgres()) {
            Connection connection = statement.getConnection();
            for (int column = 0; column < columns.size(); column++) {
                @Nullable Object[] values = new @Nullable Object[rows.size()];
                for (int row = 0; row < values.length; row++) {
                    values[row] = rows.get(row).get(column);
                }
                statement.setArray(
                        parameter++,
                        connection.createArrayOf(columns.get(column).isNumber() ? "integer" : "text", values));
            }
            return parameter;
        }
        if (areJson) {
            statement.setString(parameter++, json());
            return parameter;
        }
        for (List<@Nullable Object> row : rows) {
            for (Object value : row) {
                statement.setObject(parameter++, value);
            }
        }
        return parameter;
    }

    /**
     * An UPDATE of the rows of a table, named {@code t}, whose id is in a column of these.
     *
     * @param key the column of these that holds the id
     * @param id the table's own column
     * @param assignments what follows SET
     * @param guard what must be true, too
     */
    public String updateSql(String table, String key, LiveTable.Column id, String assignments, String guard) {
        String quoted = dialect.quoted(table);
        String isRow = "t.id = " + comparable("m." + key, id);
        // joined by the key alone: MySQL joins in the order given, and by the index even where it has not counted a
        // table's rows since it copied it and takes it for small; PostgreSQL would rather work the guard out for every
        // row of the table and join by that, too, which IS TRUE keeps it from
        String index = id.isPrimaryKey() ? " FORCE INDEX (PRIMARY)" : "";
        return dialect.isPostgres()
                ? "UPDATE " + quoted + " AS t SET " + assignments + " FROM " + sql() + " WHERE " + isRow + " AND ("
                        + guard + ") IS TRUE"
                : "UPDATE " + sql() + " STRAIGHT_JOIN " + quoted + " AS t" + index + " ON " + isRow
                        + " SET " + assignments
                        + " WHERE " + guard;
    }

    /** A text column of these in the collation of a table's, since MySQL refuses to compare columns of two. */
    String comparable(String text, LiveTable.Column with) {
        return comparable(dialect, text, with);
    }

    /** Any text in the collation of a table's column. */
    static String comparable(Dialect dialect, String text, LiveTable.Column with) {
        String collation = with.collationName();
        if (dialect.isPostgres() || collation == null || !collation.contains("_")) {
            return text;
        }
        String charset = collation.substring(0, collation.indexOf('_'));
        return "CONVERT(" + text + " USING " + charset + ") COLLATE " + collation;
    }
}
