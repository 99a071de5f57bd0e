package dev.ragflow.migrator.migrate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every row of RAGFlow's tables, value by value, in the columns that were there at one moment; tables and columns that came later are
 * not looked at.
 *
 * @param columns the columns, by table
 * @param rows the rows, by table, in the order of their text
 */
record TableContents(SortedMap<String, List<String>> columns, SortedMap<String, List<String>> rows) {

    private static final String OWN_TABLES = "(?i)databasechangelog(lock)?|migration_history|ragflow_migrator_.*";

    /** The time of the version marker says when it was written last. */
    private static final Map<String, Set<String>> LEFT_OUT =
            Map.of("system_settings", Set.of("update_time", "update_date"));

    static TableContents of(Connection connection) throws SQLException {
        SortedMap<String, List<String>> columns = new TreeMap<>();
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                columns.put(tables.getString("TABLE_NAME"), new ArrayList<>());
            }
        }
        columns.keySet().removeIf(table -> table.matches(OWN_TABLES));
        for (Map.Entry<String, List<String>> table : columns.entrySet()) {
            try (ResultSet found = connection
                    .getMetaData()
                    .getColumns(connection.getCatalog(), connection.getSchema(), table.getKey(), "%")) {
                while (found.next()) {
                    table.getValue().add(found.getString("COLUMN_NAME"));
                }
            }
            table.getValue().removeAll(LEFT_OUT.getOrDefault(table.getKey(), Set.of()));
        }
        return read(connection, columns);
    }

    /** The same tables and columns as they are now. */
    TableContents now(Connection connection) throws SQLException {
        return read(connection, columns);
    }

    /** Rows that only one of the two has, by the names of their tables. */
    List<String> differencesTo(TableContents other) {
        List<String> differences = new ArrayList<>();
        rows.forEach((table, here) -> {
            List<String> there = new ArrayList<>(other.rows().getOrDefault(table, List.of()));
            for (String row : here) {
                if (!there.remove(row)) {
                    differences.add(table + " lost: " + row);
                }
            }
            there.forEach(row -> differences.add(table + " got: " + row));
        });
        return differences;
    }

    /** Only some of the columns of one table. */
    static List<String> of(Connection connection, String table, String... columns) throws SQLException {
        return read(connection, new TreeMap<>(Map.of(table, List.of(columns))))
                .rows()
                .getOrDefault(table, List.of());
    }

    private static TableContents read(Connection connection, SortedMap<String, List<String>> columns)
            throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        SortedMap<String, List<String>> rows = new TreeMap<>();
        for (Map.Entry<String, List<String>> table : columns.entrySet()) {
            String names = table.getValue().stream()
                    .map(column -> quote + column + quote)
                    .collect(Collectors.joining(", "));
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT " + names + " FROM " + quote + table.getKey() + quote)) {
                while (row.next()) {
                    List<String> values = new ArrayList<>();
                    for (String column : table.getValue()) {
                        values.add(column + "=" + row.getString(column));
                    }
                    String text = String.join("|", values);
                    found.add(table.getKey().equals("tenant_llm") ? oldSpelling(text) : text);
                }
            }
            Collections.sort(found);
            rows.put(table.getKey(), found);
        }
        return new TableContents(columns, rows);
    }

    /** Which rows had the new spelling before v0.27 nobody can tell; v0.26 reads the old one only. */
    private static String oldSpelling(String row) {
        return row.replace("|model_type=asr|", "|model_type=speech2text|")
                .replace("|model_type=vision|", "|model_type=image2text|");
    }
}
