package dev.ragflow.migrator.oracle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows into tables of any release: values for columns that the table does not have are left out, and NOT NULL
 * columns nobody gave a value get an empty one.
 */
final class RowLoader {

    private static final Instant SUMMER_2025 = Instant.parse("2025-06-15T12:00:00Z");

    private final Connection connection;
    private final Instant time;
    private final String quote;
    private final Map<String, Map<String, Column>> tables = new TreeMap<>();

    /** Rows are of summer 2025. */
    RowLoader(Connection connection) throws SQLException {
        this(connection, SUMMER_2025);
    }

    /** Rows get the given time where they bring none. */
    RowLoader(Connection connection, Instant time) throws SQLException {
        this.connection = connection;
        this.time = time.truncatedTo(ChronoUnit.SECONDS);
        quote = connection.getMetaData().getIdentifierQuoteString();
        String schema = isPostgres() ? "current_schema()" : "database()";
        String sql = "SELECT table_name, column_name, data_type, is_nullable, column_default, "
                + (isPostgres() ? "is_identity" : "extra")
                + " FROM information_schema.columns WHERE table_schema = " + schema;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                boolean generated = "YES".equals(rows.getString(6))
                        || String.valueOf(rows.getString(6)).contains("auto_increment");
                boolean required = "NO".equals(rows.getString(4)) && rows.getString(5) == null && !generated;
                Column column = new Column(rows.getString(2), rows.getString(3).toLowerCase(Locale.ROOT), required);
                tables.computeIfAbsent(rows.getString(1), table -> new TreeMap<>())
                        .put(column.name(), column);
            }
        }
    }

    record Column(String name, String type, boolean required) {

        boolean isText() {
            return type.contains("char") || type.contains("text");
        }

        int jdbcType() {
            if (isText()) {
                return Types.VARCHAR;
            }
            return type.startsWith("date") || type.startsWith("timestamp") ? Types.TIMESTAMP : Types.NUMERIC;
        }

        Object empty(LocalDateTime date) {
            if (isText()) {
                return "";
            }
            if (type.equals("boolean")) {
                return false;
            }
            return type.startsWith("date") || type.startsWith("timestamp") ? Timestamp.valueOf(date) : 0;
        }
    }

    private LocalDateTime date() {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    boolean isPostgres() {
        return quote.equals("\"");
    }

    boolean has(String table) {
        return tables.containsKey(table);
    }

    /** Whether the table has the column and the column holds whole numbers. */
    boolean hasNumber(String table, String column) {
        Column found = tables.getOrDefault(table, Map.of()).get(column);
        return found != null && found.type().contains("int");
    }

    /** Column names and values in turn; a value may be null. */
    static Map<String, @Nullable Object> row(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return row;
    }

    /** Inserts the row; does nothing where the release does not have the table. */
    void insert(String table, Map<String, @Nullable Object> values) throws SQLException {
        Map<String, Column> columns = tables.get(table);
        if (columns == null) {
            return;
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (Column column : columns.values()) {
            if (values.containsKey(column.name())) {
                row.put(column.name(), values.get(column.name()));
            } else if (column.name().matches("(create|update)_time")) {
                row.put(column.name(), time.toEpochMilli());
            } else if (column.name().matches("(create|update)_date")) {
                row.put(column.name(), Timestamp.valueOf(date()));
            } else if (column.required()) {
                row.put(column.name(), column.empty(date()));
            }
        }
        String sql = "INSERT INTO " + quoted(table) + " ("
                + row.keySet().stream().map(this::quoted).collect(Collectors.joining(", ")) + ") VALUES ("
                + row.keySet().stream().map(name -> "?").collect(Collectors.joining(", ")) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 0;
            for (Map.Entry<String, @Nullable Object> cell : row.entrySet()) {
                bind(statement, ++index, columns.get(cell.getKey()), cell.getValue());
            }
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Column column, @Nullable Object value)
            throws SQLException {
        if (value == null) {
            statement.setNull(index, column == null ? Types.VARCHAR : column.jdbcType());
        } else if (value instanceof Number number && column != null && !column.isText()) {
            statement.setBigDecimal(index, new BigDecimal(number.toString()));
        } else {
            statement.setObject(index, value);
        }
    }

    /** Sets a number of one row to what the query of one column says. */
    void update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.replace("`", quote))) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    private String quoted(String name) {
        return quote + name + quote;
    }
}
