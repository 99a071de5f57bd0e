package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.model.domain.Samples;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts the rows of a query, and reads the first few of them only if there are any. */
final class SqlCheck {

    private static final int SAMPLES = 5;

    private final Connection connection;

    SqlCheck(Connection connection) {
        this.connection = connection;
    }

    /**
     * What a query finds; a sample is the table's name with the row's columns.
     *
     * @param rows a query whose columns identify the row
     */
    Samples find(String table, String rows) throws SQLException {
        Samples found = new Samples();
        long count = count(rows);
        found.add(count, count == 0 ? List.of() : samples(table, rows));
        return found;
    }

    private long count(String rows) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT COUNT(*) FROM (" + rows + ") found_rows");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<String> samples(String table, String rows) throws SQLException {
        List<String> samples = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(rows + " ORDER BY 1, 2 LIMIT " + SAMPLES);
                ResultSet row = statement.executeQuery()) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> keys = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    keys.add(String.valueOf(row.getString(i)).replaceAll("\\p{Cntrl}", "?"));
                }
                samples.add(table + " " + String.join(" | ", keys));
            }
        }
        return samples;
    }
}
