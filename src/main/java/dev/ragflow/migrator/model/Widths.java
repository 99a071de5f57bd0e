package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Keeps a table's columns wide enough for what a stage is about to write. */
final class Widths {

    private final Database database;
    private final ColumnWidener widener;
    private LiveTable table;

    Widths(Database database, ColumnWidener widener, LiveTable table) {
        this.database = database;
        this.widener = widener;
        this.table = table;
    }

    /**
     * Widens the column if the value does not fit.
     *
     * @throws MigrationException when it does not fit even then
     */
    void fit(String column, String value) throws SQLException {
        if (fits(column, value)) {
            return;
        }
        widener.ensure(table.name(), column, value.codePointCount(0, value.length()));
        try (Connection connection = database.dataSource().getConnection()) {
            table = LiveTable.read(connection, database.dialect(), table.name()).orElse(table);
        }
        if (!fits(column, value)) {
            throw new MigrationException("A value of " + value.codePointCount(0, value.length())
                    + " characters does not fit into " + table.name() + "." + column
                    + ", which could not be made wide enough; nothing was cut and nothing written. Widen the column, then run"
                    + " again");
        }
    }

    private boolean fits(String column, String value) {
        Optional<LiveTable.Column> live = table.column(column);
        return live.isEmpty() || live.get().holds(value);
    }
}
