package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.Collation;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is in the database: decisions are made from this, never from a version number.
 *
 * @param columns its columns by name
 */
public record LiveTable(String name, Map<String, Column> columns) {

    /**
     * A column.
     *
     * @param type the server's name of the data type, lower case, without length
     * @param length capacity: characters, or bytes for MySQL's TEXT types; {@link Long#MAX_VALUE} where there is no limit
     * @param collation how its texts are compared
     * @param collationName MySQL's name for that; null where the column has none, and on PostgreSQL
     * @param isPrimaryKey whether MySQL's index {@code PRIMARY} has it; not asked on PostgreSQL
     */
    public record Column(
            String type,
            long length,
            Collation collation,
            @Nullable String collationName,
            boolean isPrimaryKey) {

        boolean isText() {
            return type.contains("char") || type.contains("text");
        }

        boolean isInteger() {
            return type.contains("int");
        }

        /** Whether a text of so many bytes fits, however many characters these are. */
        boolean holdsBytes(long bytes) {
            return bytes <= length;
        }

        boolean holds(String value) {
            return type.endsWith("text")
                    ? length == Long.MAX_VALUE || value.getBytes(StandardCharsets.UTF_8).length <= length
                    : value.codePointCount(0, value.length()) <= length;
        }
    }

    /** Reads a table of the connection's own database or schema; empty where there is none of that name. */
    static Optional<LiveTable> read(Connection connection, Dialect dialect, String table) throws SQLException {
        Map<String, Map<String, Column>> found = read(connection, dialect, "= ?", List.of(table));
        // a server that tells names not apart by case may spell it otherwise
        return Optional.ofNullable(found.get(table))
                .or(() -> found.values().stream().findFirst())
                .map(columns -> new LiveTable(table, columns));
    }

    /** Reads several tables, those that are there by name; names are told apart by case. */
    static Map<String, LiveTable> read(Connection connection, Dialect dialect, List<String> tables)
            throws SQLException {
        Map<String, LiveTable> found = new HashMap<>();
        read(connection, dialect, "IN " + InList.of(tables.size()), tables)
                .forEach((name, columns) -> found.put(name, new LiveTable(name, columns)));
        return found;
    }

    private static Map<String, Map<String, Column>> read(
            Connection connection, Dialect dialect, String condition, List<String> names) throws SQLException {
        String sql = """
                SELECT column_name, data_type, character_maximum_length, collation_name, %s, table_name
                FROM information_schema.columns
                WHERE table_schema = %s AND table_name %s
                """.formatted(
                        dialect.isPostgres() ? "''" : "column_key",
                        dialect.isPostgres() ? "current_schema()" : "DATABASE()",
                        condition);
        Map<String, Map<String, Column>> tables = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, names);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tables.computeIfAbsent(row.getString(6), table -> new HashMap<>())
                            .put(row.getString(1).toLowerCase(Locale.ROOT), column(row, dialect));
                }
            }
        }
        return tables;
    }

    private static Column column(ResultSet row, Dialect dialect) throws SQLException {
        long length = row.getLong(3);
        boolean limited = !row.wasNull();
        return new Column(
                row.getString(2).toLowerCase(Locale.ROOT),
                limited ? length : Long.MAX_VALUE,
                dialect.isPostgres() ? Collation.BINARY : Collation.ofMySql(row.getString(4)),
                dialect.isPostgres() ? null : row.getString(4),
                "PRI".equals(row.getString(5)));
    }

    public boolean has(String column) {
        return columns.containsKey(column);
    }

    /** Whether the column is there and holds texts. */
    boolean isText(String column) {
        return column(column).map(Column::isText).orElse(false);
    }

    /** Whether the column is there and holds whole numbers. */
    boolean isInteger(String column) {
        return column(column).map(Column::isInteger).orElse(false);
    }

    public Optional<Column> column(String column) {
        return Optional.ofNullable(columns.get(column));
    }

    public Collation collation(String column) {
        return column(column).map(Column::collation).orElse(Collation.BINARY);
    }

    /** Whether models have their types as words, as up to v0.26. */
    public boolean hasTypeWords() {
        return isText("model_type");
    }

    /** Whether models have their types as bits, as from v0.27 on. */
    public boolean hasTypeBits() {
        return isInteger("model_type");
    }
}
