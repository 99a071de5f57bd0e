package dev.ragflow.migrator.testing;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries a MySQL database over to PostgreSQL as tools for that do: the same tables, columns, keys and rows, with the column
 * types that RAGFlow has on PostgreSQL.
 */
final class PostgresCopy {

    private static final int BATCH = 500;

    /** A column as MySQL describes it. */
    private record Column(
            String name,
            String dataType,
            String type,
            boolean nullable,
            @Nullable String defaultValue,
            boolean autoIncrement) {

        boolean isBoolean() {
            return type.equals("tinyint(1)");
        }

        String definition() {
            return '"' + name + "\" " + (autoIncrement ? "SERIAL" : postgresType())
                    + (defaultValue == null ? "" : " DEFAULT '" + defaultValue.replace("'", "''") + "'")
                    + (nullable ? "" : " NOT NULL");
        }

        private String postgresType() {
            if (isBoolean()) {
                return "BOOLEAN";
            }
            return switch (dataType) {
                case "text", "longtext" -> "TEXT";
                case "float" -> "REAL";
                case "datetime" -> "TIMESTAMP";
                case "int" -> "INTEGER";
                case "bigint" -> "BIGINT";
                case "varchar" -> type;
                default -> throw new IllegalArgumentException("no type for " + type);
            };
        }

        @Nullable
        Object value(ResultSet row, int index) throws SQLException {
            if (isBoolean()) {
                boolean on = row.getBoolean(index);
                return row.wasNull() ? null : on;
            }
            return switch (dataType) {
                // without a time zone in between
                case "datetime" -> row.getObject(index, LocalDateTime.class);
                case "float" -> {
                    float number = row.getFloat(index);
                    yield row.wasNull() ? null : number;
                }
                default -> row.getObject(index);
            };
        }
    }

    private final Connection mysql;
    private final Connection postgres;

    /** Those of MySQL belong to a table, those of PostgreSQL to the schema. */
    private final Set<String> indexNames = new HashSet<>();

    private PostgresCopy(Connection mysql, Connection postgres) {
        this.mysql = mysql;
        this.postgres = postgres;
    }

    /** A new database on the PostgreSQL test server; the caller closes it. */
    static TestDatabase of(TestDatabase original) {
        TestDatabase copy = TestServer.POSTGRES.createDatabase();
        try (Connection mysql = original.connect();
                Connection postgres = copy.connect()) {
            postgres.setAutoCommit(false);
            new PostgresCopy(mysql, postgres).run();
            postgres.commit();
            return copy;
        } catch (SQLException e) {
            copy.close();
            throw new IllegalStateException("cannot carry over " + original, e);
        }
    }

    private void run() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = mysql.createStatement();
                ResultSet row = statement.executeQuery("SHOW TABLES")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        for (String table : tables) {
            List<Column> columns = columns(table);
            String definitions = columns.stream().map(Column::definition).collect(joining(", "));
            execute("CREATE TABLE \"" + table + "\" (" + definitions + ")");
            rows(table, columns);
            indexes(table);
            for (Column column : columns) {
                if (column.autoIncrement()) {
                    execute("SELECT setval(pg_get_serial_sequence('\"" + table + "\"', '" + column.name()
                            + "'), COALESCE((SELECT MAX(\"" + column.name() + "\") FROM \"" + table
                            + "\"), 0) + 1, false)");
                }
            }
        }
    }

    private List<Column> columns(String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        String sql = "SELECT column_name, data_type, column_type, is_nullable, column_default, extra"
                + " FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?"
                + " ORDER BY ordinal_position";
        try (PreparedStatement statement = mysql.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4).equals("YES"),
                            row.getString(5),
                            row.getString(6).contains("auto_increment")));
                }
            }
        }
        return columns;
    }

    private void rows(String table, List<Column> columns) throws SQLException {
        String insert = columns.stream()
                .map(column -> "?")
                .collect(joining(", ", "INSERT INTO \"" + table + "\" VALUES (", ")"));
        try (Statement select = mysql.createStatement();
                ResultSet row = select.executeQuery("SELECT * FROM `" + table + "`");
                PreparedStatement statement = postgres.prepareStatement(insert)) {
            for (int n = 1; row.next(); n++) {
                for (int i = 1; i <= columns.size(); i++) {
                    statement.setObject(i, columns.get(i - 1).value(row, i));
                }
                statement.addBatch();
                if (n % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private void indexes(String table) throws SQLException {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        Set<String> unique = new HashSet<>();
        String sql = "SELECT index_name, non_unique, column_name FROM information_schema.statistics"
                + " WHERE table_schema = DATABASE() AND table_name = ? ORDER BY index_name, seq_in_index";
        try (PreparedStatement statement = mysql.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                            .add('"' + row.getString(3) + '"');
                    if (row.getInt(2) == 0) {
                        unique.add(row.getString(1));
                    }
                }
            }
        }
        for (Map.Entry<String, List<String>> index : columns.entrySet()) {
            String on = "\"" + table + "\"";
            String of = "(" + String.join(", ", index.getValue()) + ")";
            String name = index.getKey();
            execute(
                    name.equals("PRIMARY")
                            ? "ALTER TABLE " + on + " ADD PRIMARY KEY " + of
                            : "CREATE " + (unique.contains(name) ? "UNIQUE " : "") + "INDEX \"" + free(table, name)
                                    + "\" ON " + on + " " + of);
        }
    }

    /** A kept copy of a table has indexes of the same names in MySQL. */
    private String free(String table, String index) {
        String name = indexNames.contains(index) ? table + "_" + index : index;
        indexNames.add(name);
        return name;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " in: " + sql, e);
        }
    }
}
