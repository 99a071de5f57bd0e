package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that stages create for themselves and drop at their end. A run that ends right after a stage's last checkpoint leaves
 * them, and no later run has a reason to run that stage again.
 */
public record WorkTables(StageContext context) {

    private static final Logger LOG = LoggerFactory.getLogger(WorkTables.class);

    /** The rows of the catalogue's models, the same for every instance of a provider. */
    public static final String CATALOGUE = "ragflow_migrator_catalogue";

    /** The instances that get them. */
    public static final String SEEDS = "ragflow_migrator_seed";

    private static final List<String> NAMES = List.of(InstanceIndex.TABLE, CATALOGUE, SEEDS);

    /** To be called when no stage has anything left to do. */
    public void drop() throws SQLException {
        for (String table : NAMES) {
            if (context.stored(table).isEmpty()) {
                continue;
            }
            try (Connection connection = context.connection()) {
                drop(connection, table);
                LOG.info("Dropped work table {}, which an earlier run had left", table);
            }
        }
    }

    /** To be called when the catalogue's rows have been multiplied. */
    public void dropSeeds() throws SQLException {
        try (Connection connection = context.connection()) {
            drop(connection, CATALOGUE);
            drop(connection, SEEDS);
        }
    }

    private void drop(Connection connection, String table) throws SQLException {
        context.execute(
                connection, table, "DROP TABLE IF EXISTS " + context.dialect().quoted(table));
    }
}
