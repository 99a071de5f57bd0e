package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table of which many rows hold the same JSON: every document has the settings of its knowledge base. The server tells which
 * rows hold the same text, byte for byte, and each text is sent once.
 */
final class SharedTexts {

    /** Rows of one owner with the same text; {@code first} is the smallest id. */
    public record Rows(String owner, String first, long count) {}

    /** A row's owner, and half of the digest of owner and text. */
    record Digest(String id, String owner, long digest) {}

    /** Takes a text that was read. */
    @FunctionalInterface
    public interface Taker {
        void take(String id, String text);
    }

    /** How many are kept at once. Where rows differ more than that nothing is gained. */
    static final int MOST = 5_000;

    private final Dialect dialect;
    private final KeyedRows byId;
    private final KeyedRows byOwner;
    private final String table;
    private final String owner;
    private final String json;

    SharedTexts(KeyedTables keyed, String table, String owner, String json) {
        this.dialect = keyed.dialect();
        this.byId = keyed.rows(table, "id");
        this.byOwner = keyed.rows(table, owner);
        this.table = dialect.quoted(table);
        this.owner = dialect.quoted(owner);
        this.json = dialect.quoted(json);
    }

    /** The rows of some owners by their texts; empty where there are too many different ones. */
    Optional<List<Rows>> of(Connection connection, List<String> owners) throws SQLException {
        String sql = "SELECT MIN(" + owner + "), MIN(id), COUNT(*) FROM " + byOwner.from(connection, owners.size())
                + " AND " + json + " IS NOT NULL GROUP BY " + digest() + " LIMIT " + (MOST + 1);
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

    /** With the owner, of whom the database may take another for the same. */
    private String digest() {
        return "MD5(CONCAT(" + owner + ", '|', " + json + "))";
    }

    /** The next rows with a text and an owner, in the order of their ids. */
    List<Digest> digests(Connection connection, @Nullable String after, int rows) throws SQLException {
        String sql = "SELECT id, " + owner + ", SUBSTRING(" + digest() + ", 1, 16) FROM " + table + " WHERE " + json
                + " IS NOT NULL AND " + owner + " IS NOT NULL" + (after == null ? "" : " AND id > ?")
                + " ORDER BY id LIMIT " + rows;
        List<Digest> digests = new ArrayList<>(rows);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (after != null) {
                statement.setString(1, after);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    digests.add(new Digest(
                            row.getString(1), row.getString(2), Long.parseUnsignedLong(row.getString(3), 16)));
                }
            }
        }
        return digests;
    }

    boolean hasMoreThan(Connection connection, int rows) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT 1 FROM " + table + " LIMIT 1 OFFSET " + rows);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** The texts of some rows, one after the other. */
    void read(Connection connection, Collection<String> ids, Taker taker) throws SQLException {
        byId.stream(connection, "id, " + json, ids, row -> taker.take(row.getString(1), row.getString(2)));
    }
}
