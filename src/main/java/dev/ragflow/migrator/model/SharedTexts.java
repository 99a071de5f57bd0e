package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads a table of which many rows hold the same JSON: every document has the settings of its knowledge base. The server tells which
 * rows hold the same text, byte for byte, and each text is sent once.
 */
final class SharedTexts {

    /** Rows of one owner with the same text; {@code first} is the smallest id. */
    record Rows(String owner, String first, long count) {}

    /** Takes a text that was read. */
    @FunctionalInterface
    interface Taker {
        void take(String id, String text);
    }

    /** How many are kept at once. Where rows differ more than that nothing is gained. */
    private static final int MOST = 5_000;

    private final Dialect dialect;
    private final String table;
    private final String owner;
    private final String json;

    SharedTexts(Dialect dialect, String table, String owner, String json) {
        this.dialect = dialect;
        this.table = dialect.quoted(table);
        this.owner = dialect.quoted(owner);
        this.json = dialect.quoted(json);
    }

    /** The rows of some owners by their texts; empty where there are too many different ones. */
    Optional<List<Rows>> of(Connection connection, List<String> owners) throws SQLException {
        // with the owner, of whom the database may take another for the same
        String sql = "SELECT MIN(" + owner + "), MIN(id), COUNT(*) FROM " + table + " WHERE " + owner + " IN "
                + InList.of(owners.size()) + " AND " + json + " IS NOT NULL GROUP BY MD5(CONCAT(" + owner + ", '|', "
                + json + ")) LIMIT " + (MOST + 1);
        List<Rows> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            InList.bind(statement, 1, owners);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(new Rows(row.getString(1), row.getString(2), row.getLong(3)));
                }
            }
        }
        return rows.size() > MOST ? Optional.empty() : Optional.of(rows);
    }

    /** The texts of some rows, one after the other. */
    void read(Connection connection, Collection<String> ids, Taker taker) throws SQLException {
        for (List<String> portion : InList.portions(ids)) {
            String sql = "SELECT id, " + json + " FROM " + table + " WHERE id IN " + InList.of(portion.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                InList.bind(statement, 1, portion);
                try (ResultSet row = ResultStream.rows(statement, dialect)) {
                    while (row.next()) {
                        taker.take(row.getString(1), row.getString(2));
                    }
                }
            }
        }
    }
}
