package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of {@code tenant_model} of some instances say, as a number of each instance that the server works out of all its rows: of
 * tens of rows an instance all but a few are the catalogue's, and need not be sent for every instance. Everything is part of the
 * number that rows are judged by, but for ids and the time when they were made.
 */
final class InstanceContents {

    /** Instances of the same key have the same models. */
    record Key(long models, String sum) {}

    /**
     * The rows of one instance.
     *
     * @param provider the provider that all of them name; null where something about them is unusual, and they have to be looked at one
     *     by one
     */
    record Content(Key key, @Nullable String provider) {}

    /** Epoch milliseconds of a day in 2001, before there was any RAGFlow: in seconds nobody lives to see it. */
    private static final long EARLIEST = 1_000_000_000_000L;

    private final Dialect dialect;
    private final String sum;

    InstanceContents(Dialect dialect, Ownership ownership) {
        this.dialect = dialect;
        String edited = "CASE WHEN create_time <> COALESCE(update_time, create_time) THEN 1 ELSE 0 END";
        String made = "CASE WHEN create_time BETWEEN " + ownership.modelsFrom() + " AND " + ownership.modelsUntil()
                + " THEN 1 ELSE 0 END";
        // lengths in front, so that no text can be mistaken for two
        String row = "MD5(CONCAT_WS('|', COALESCE(OCTET_LENGTH(model_name), -1), OCTET_LENGTH(status), "
                + text("COALESCE(model_name, '')") + ", " + text("status") + ", " + text("model_type") + ", " + edited
                + ", " + made + ", " + text("extra") + "))";
        this.sum = dialect.isPostgres()
                ? "SUM(CAST(CAST(CONCAT('x', SUBSTR(" + row + ", 1, 15)) AS BIT(60)) AS BIGINT))"
                : "SUM(CAST(CONV(SUBSTRING(" + row + ", 1, 15), 16, 10) AS UNSIGNED))";
    }

    private String text(String expression) {
        return "CAST(" + expression + " AS " + (dialect.isPostgres() ? "TEXT" : "BINARY") + ")";
    }

    /** By instance; those without models are missing. An instance whose id the database takes for another's too has no key. */
    Map<String, Content> of(Connection connection, List<String> instances) throws SQLException {
        String sql = "SELECT MIN(instance_id), COUNT(*), " + sum + ", MIN(provider_id), MIN(create_time),"
                + " MIN(COALESCE(update_time, create_time)), " + same("instance_id") + ", " + same("provider_id") + ", "
                + "COUNT(CASE WHEN create_time IS NULL OR status IS NULL OR model_type IS NULL OR extra IS NULL THEN NULL"
                + " ELSE 1 END) FROM " + dialect.quoted(NewTables.MODEL) + " WHERE instance_id IN "
                + InList.of(instances.size()) + " GROUP BY instance_id";
        Map<String, Content> contents = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, instances);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long models = row.getLong(2);
                    boolean usual = row.getLong(5) >= EARLIEST
                            && row.getLong(6) >= EARLIEST
                            && row.getInt(7) == 1
                            && row.getInt(8) == 1
                            && row.getLong(9) == models;
                    contents.put(
                            row.getString(1),
                            new Content(new Key(models, row.getString(3)), usual ? row.getString(4) : null));
                }
            }
        }
        return contents;
    }

    /** Whether a column holds the same bytes in all rows. */
    private String same(String column) {
        return "CASE WHEN MIN(" + text(column) + ") = MAX(" + text(column) + ") THEN 1 ELSE 0 END";
    }
}
