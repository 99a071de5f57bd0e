package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that stages make for themselves and take away at their end. A run that is killed just behind a stage's last checkpoint
 * leaves them, and no later run has a reason to run that stage again.
 */
record WorkTables(StageContext context) {

    private static final Logger LOG = LoggerFactory.getLogger(WorkTables.class);

    private static final List<String> NAMES = List.of(InstanceIndex.TABLE, CatalogueRows.ROWS, CatalogueRows.SEEDS);

    /** To be called when no stage has anything left to do. */
    void drop() throws SQLException {
        try (Connection connection = context.connection()) {
            for (String table : left(connection)) {
                context.execute(
                        connection,
                        table,
                        "DROP TABLE IF EXISTS " + context.dialect().quoted(table));
                LOG.info("Table {}, which a run that was killed had left behind, is taken away", table);
            }
        }
    }

    private List<String> left(Connection connection) throws SQLException {
        String sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                + (context.dialect().isPostgres() ? "current_schema()" : "DATABASE()") + " AND table_name IN "
                + InList.of(NAMES.size());
        List<String> left = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, NAMES);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    left.add(row.getString(1));
                }
            }
        }
        return left;
    }
}
