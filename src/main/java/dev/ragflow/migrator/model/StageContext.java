package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.ChunkedPass;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What every stage works with. */
record StageContext(
        Database database,
        Release target,
        Catalogue catalogue,
        Repair repair,
        Clock clock,
        ModelIds ids,
        ColumnWidener widener,
        Checkpoints checkpoints,
        InstanceIndex instances,
        LastFill lastFill,
        Pacing pacing) {

    Dialect dialect() {
        return database.dialect();
    }

    ChunkedPass pass() {
        return new ChunkedPass(database, checkpoints, pacing);
    }

    Connection connection() throws SQLException {
        return database.dataSource().getConnection();
    }

    Optional<LiveTable> table(String name) throws SQLException {
        try (Connection connection = connection()) {
            return LiveTable.read(connection, dialect(), name);
        }
    }

    LiveTable requiredTable(String name) throws SQLException {
        return table(name).orElseThrow(() -> new SQLException("Table " + name + " does not exist"));
    }

    Widths widths(String table) throws SQLException {
        return new Widths(database, widener, requiredTable(table));
    }

    NewRows newRows(String table, List<String> columns) {
        return new NewRows(table, columns, clock, ids);
    }
}
