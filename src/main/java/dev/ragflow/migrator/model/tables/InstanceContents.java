package dev.ragflow.migrator.model.tables;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of {@code tenant_model} of some instances say, as a number of each instance that the server works out of all its
 * rows: of tens of rows an instance all but a few are the catalogue's, and need not be sent for every instance. Everything is part
 * of the number that rows are judged by, but for ids and the time when they were made.
 */
public final class InstanceContents {

    /** Instances of the same key have the same models. */
    public record Key(long models, String sum) {}

    /**
     * The rows of one instance.
     *
     * @param provider the provider that all of them name; null where something about them is unusual, and they have to be looked at one
     *     by one
     */
    public record Content(Key key, @Nullable String provider) {}

    /** Epoch milliseconds of a day in 2001, before there was any RAGFlow: in seconds nobody lives to see it. */
    private static final long EARLIEST = 1_000_000_000_000L;

    private final KeyedRows models;
    private final String sum;
    private final String ids;

    public InstanceContents(KeyedTables keyed, Ownership ownership) {
        this.models = keyed.rows(ModelTables.MODEL, "instance_id");
        String state = "CASE WHEN update_time <> create_time THEN 1 WHEN create_time BETWEEN " + ownership.modelsFrom()
                + " AND " + ownership.modelsUntil() + " THEN 2 ELSE 0 END";
        // with its length, so that no name can be mistaken for one and what follows it
        String row =
                "MD5(CONCAT_WS('|', model_type, " + state + ", status, CHAR_LENGTH(model_name), model_name, extra))";
        // equal rows take each other out of the second, but no instance with two of them is right
        this.sum = keyed.dialect().isPostgres()
                ? "SUM(CAST(CAST(CONCAT('x', SUBSTR(" + row + ", 1, 15)) AS BIT(60)) AS BIGINT))"
                : "BIT_XOR(CAST(CONV(SUBSTRING(" + row + ", 1, 16), 16, 10) AS UNSIGNED))";
        this.ids = "CAST(CONCAT(CHAR_LENGTH(instance_id), '|', instance_id, COALESCE(provider_id, '')) AS "
                + (keyed.dialect().isPostgres() ? "TEXT" : "BINARY") + ")";
    }

    /** By instance; those without models are missing. Under an id are the rows of all ids that the database takes for it. */
    public Map<String, Content> of(Connection connection, Collection<String> instances) throws SQLException {
        String columns = "MIN(" + ids + "), MAX(" + ids + "), COUNT(*), " + sum
                + ", MIN(LEAST(COALESCE(create_time, 0), COALESCE(update_time, create_time, 0)))";
        Map<String, Content> contents = new HashMap<>();
        models.each(connection, columns, instances, "GROUP BY instance_id", row -> {
            String ids = new String(row.getBytes(1), StandardCharsets.UTF_8);
            String others = new String(row.getBytes(2), StandardCharsets.UTF_8);
            int start = ids.indexOf('|') + 1;
            int end = ids.offsetByCodePoints(start, Integer.parseInt(ids.substring(0, start - 1)));
            boolean usual = ids.equals(others) && row.getLong(5) >= EARLIEST;
            contents.put(
                    ids.substring(start, end),
                    new Content(new Key(row.getLong(3), row.getString(4)), usual ? ids.substring(end) : null));
        });
        return contents;
    }
}
