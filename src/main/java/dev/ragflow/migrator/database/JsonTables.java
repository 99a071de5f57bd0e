package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether MySQL or MariaDB make a table of a JSON text, as from 8.0.4 and 10.6 on. What speaks their protocol may not, or may not bring
 * every text through it; so it is tried.
 */
final class JsonTables {

    private static final Logger LOG = LoggerFactory.getLogger(JsonTables.class);

    /** Outside of the first plane of Unicode. */
    private static final String FACE = Character.toString(0x1F600);

    private JsonTables() {}

    static boolean areRead(Connection connection, Dialect dialect) {
        if (dialect.isPostgres()) {
            return false;
        }
        String sql = """
                SELECT v, n
                FROM JSON_TABLE(?, '$[*]' COLUMNS (
                  v VARCHAR(2) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$.v',
                  n INT PATH '$.n')) AS t
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "[{\"n\": 1}, {\"v\": \"" + FACE + "\\\"\", \"n\": 2}]");
            try (ResultSet row = statement.executeQuery()) {
                boolean none = row.next() && row.getString(1) == null && row.getInt(2) == 1;
                boolean text = row.next() && (FACE + '"').equals(row.getString(1)) && row.getInt(2) == 2;
                return none && text && !row.next();
            }
        } catch (SQLException e) {
            LOG.debug("This server makes no table of JSON: {}", e.getMessage());
            return false;
        }
    }
}
