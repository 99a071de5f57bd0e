package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server has JSON_TABLE, as MySQL 8.0.4 and MariaDB 10.6 and later do. What speaks their protocol may not,
 * or may not bring every text through it; so it is tried.
 */
final class JsonTableSupport {

    private static final Logger LOG = LoggerFactory.getLogger(JsonTableSupport.class);

    /** Outside of the first plane of Unicode. */
    private static final String FACE = Character.toString(0x1F600);

    /** Where connections come from. */
    interface Source {
        Connection connection() throws SQLException;
    }

    private final Source source;
    private final Dialect dialect;
    private @Nullable Boolean known;

    JsonTableSupport(Source source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    /**
     * Whether they do; tried once, when this is first asked. A server that cannot be asked now makes none as far as the caller is
     * concerned, and is asked again.
     */
    synchronized boolean isAvailable() {
        if (dialect.isPostgres()) {
            return false;
        }
        Boolean read = known;
        if (read == null) {
            try (Connection connection = source.connection()) {
                read = tried(connection);
                known = read;
            } catch (SQLException e) {
                LOG.debug("Could not test whether this server supports JSON_TABLE: {}", SqlErrors.describe(e));
                return false;
            }
        }
        return read;
    }

    /** @throws SQLException when the connection is lost; a refusal means no */
    private static boolean tried(Connection connection) throws SQLException {
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
            if (ErrorCategory.of(e).endsConnection()) {
                throw e;
            }
            LOG.debug("This server does not support JSON_TABLE: {}", e.getMessage());
            return false;
        }
    }
}
