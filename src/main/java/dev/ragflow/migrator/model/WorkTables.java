package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that stages make for themselves and take away at their end. A run that ends just behind a stage's last checkpoint
 * leaves them, and no later run has a reason to run that stage again.
 */
record WorkTables(StageContext context) {

    private static final Logger LOG = LoggerFactory.getLogger(WorkTables.class);

    private static final List<String> NAMES = List.of(InstanceIndex.TABLE, CatalogueRows.ROWS, CatalogueRows.SEEDS);

    /** To be called when no stage has anything left to do. */
    void drop() throws SQLException {
        for (String table : NAMES) {
            if (context.stored(table).isEmpty()) {
                continue;
            }
            try (Connection connection = context.connection()) {
                context.execute(
                        connection,
                        table,
                        "DROP TABLE IF EXISTS " + context.dialect().quoted(table));
                LOG.info("Table {}, which an earlier run had left behind, is taken away", table);
            }
        }
    }
}
