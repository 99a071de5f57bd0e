package dev.ragflow.migrator.oracle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows of all tables of a database at one moment, values as text that reads the same on every server: numbers without
 * trailing zeros, booleans as 0 and 1, dates in ISO form.
 *
 * @param tables rows by table name
 * @param primaryKeys columns of the primary key by table name, in key order
 * @param ignoresCase whether {@code =} finds text in other letter case
 */
record DatabaseSnapshot(
        SortedMap<String, List<Row>> tables, SortedMap<String, List<String>> primaryKeys, boolean ignoresCase) {

    /** One row; columns by name. */
    record Row(SortedMap<String, @Nullable String> values) {

        @Nullable
        String get(String column) {
            return values.get(column);
        }

        boolean has(String column) {
            return values.containsKey(column);
        }

        /** The value, or an empty text where it is NULL or the column is missing. */
        String text(String column) {
            String value = values.get(column);
            return value == null ? "" : value;
        }
    }

    static DatabaseSnapshot of(Connection connection) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        boolean postgres = quote.equals("\"");
        SortedMap<String, List<Row>> tables = new TreeMap<>();
        for (String table : tableNames(connection, postgres)) {
            tables.put(table, rows(connection, quote + table + quote));
        }
        return new DatabaseSnapshot(
                tables, primaryKeys(connection, postgres), !postgres && comparesWithoutCase(connection));
    }

    List<Row> rows(String table) {
        return tables.getOrDefault(table, List.of());
    }

    /** Whether the database takes the two for equal. */
    boolean same(String left, String right) {
        return ignoresCase ? left.equalsIgnoreCase(right) : left.equals(right);
    }

    /** The form of a text that is the same for all texts the database takes for equal. */
    String folded(String text) {
        return ignoresCase ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** The row's primary key, or all of the row where there is none. */
    String keyOf(String table, Row row) {
        List<String> columns = primaryKeys.getOrDefault(table, List.of());
        return columns.isEmpty()
                ? row.values().toString()
                : String.join(" | ", columns.stream().map(row::text).toList());
    }

    private static List<String> tableNames(Connection connection, boolean postgres) throws SQLException {
        String sql =
                "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = "
                        + (postgres ? "current_schema()" : "database()");
        return strings(connection, sql);
    }

    private static SortedMap<String, List<String>> primaryKeys(Connection connection, boolean postgres)
            throws SQLException {
        String sql = postgres
                ? "SELECT k.table_name, k.column_name FROM information_schema.key_column_usage k"
                        + " JOIN information_schema.table_constraints c ON c.table_schema = k.table_schema"
                        + " AND c.table_name = k.table_name AND c.constraint_name = k.constraint_name"
                        + " WHERE c.constraint_type = 'PRIMARY KEY' AND k.table_schema = current_schema()"
                        + " ORDER BY k.table_name, k.ordinal_position"
                : "SELECT table_name, column_name FROM information_schema.statistics WHERE table_schema = database()"
                        + " AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index";
        SortedMap<String, List<String>> keys = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                keys.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        return keys;
    }

    private static boolean comparesWithoutCase(Connection connection) throws SQLException {
        return strings(
                        connection,
                        "SELECT CASE WHEN _utf8mb4'a' COLLATE " + collation(connection) + " = _utf8mb4'A'"
                                + " THEN 'yes' ELSE 'no' END")
                .contains("yes");
    }

    private static String collation(Connection connection) throws SQLException {
        List<String> found = strings(
                connection,
                "SELECT collation_name FROM information_schema.columns WHERE table_schema = database()"
                        + " AND table_name = 'tenant_llm' AND column_name = 'llm_name'");
        return found.isEmpty() ? "utf8mb4_general_ci" : found.get(0);
    }

    private static List<String> strings(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    private static List<Row> rows(Connection connection, String table) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                SortedMap<String, @Nullable String> values = new TreeMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    values.put(columns.getColumnName(i), value(result, i, columns.getColumnType(i)));
                }
                rows.add(new Row(values));
            }
        }
        return rows;
    }

    private static @Nullable String value(ResultSet row, int index, int type) throws SQLException {
        switch (type) {
            case Types.TIMESTAMP -> {
                Timestamp at = row.getTimestamp(index);
                LocalDateTime date = at == null ? null : at.toLocalDateTime();
                return date == null ? null : date.toString();
            }
            case Types.BOOLEAN, Types.BIT -> {
                boolean on = row.getBoolean(index);
                return row.wasNull() ? null : on ? "1" : "0";
            }
            case Types.REAL, Types.FLOAT -> {
                float number = row.getFloat(index);
                return row.wasNull() ? null : plain(new BigDecimal(Float.toString(number)));
            }
            case Types.DOUBLE, Types.DECIMAL, Types.NUMERIC -> {
                BigDecimal number = row.getBigDecimal(index);
                return number == null ? null : plain(number);
            }
            default -> {
                return row.getString(index);
            }
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** Rows of a table by their primary key. */
    Map<String, Row> byKey(String table) {
        Map<String, Row> found = new TreeMap<>();
        rows(table).forEach(row -> found.put(keyOf(table, row), row));
        return found;
    }
}
