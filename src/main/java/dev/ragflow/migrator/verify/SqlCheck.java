package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.model.domain.Samples;
import java.sql.Connection;
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
        long count = Sql.of(connection, "SELECT COUNT(*) FROM (" + rows + ") found_rows")
                .number();
        found.add(count, count == 0 ? List.of() : samples(table, rows));
        return found;
    }

    private List<String> samples(String table, String rows) throws SQLException {
        return Sql.of(connection, rows + " ORDER BY 1, 2 LIMIT " + SAMPLES).list(row -> {
            List<String> keys = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                keys.add(String.valueOf(row.getString(i)).replaceAll("\\p{Cntrl}", "?"));
            }
            return table + " " + String.join(" | ", keys);
        });
    }
}
