package dev.ragflow.migrator.model;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages through rows with references so that those of one owner come together: what must be known of a tenant is then read once, not
 * once for every page that has a row of it. Without an index on the owner, the pages go by the primary key. Rows without an owner
 * are passed over.
 */
final class OwnerOrder {

    /** Where a row stands. */
    record Position(String owner, String id) {}

    private static final int ROWS = 1_000;
    private static final long BYTES = 4L << 20;

    private final Dialect dialect;
    private final ReferenceTable table;
    private final ReferenceReader reader;
    private final boolean indexed;

    OwnerOrder(Connection connection, Dialect dialect, ReferenceTable table, ReferenceReader reader)
            throws SQLException {
        this.dialect = dialect;
        this.table = table;
        this.reader = reader;
        this.indexed = hasIndex(connection);
    }

    private boolean hasIndex(Connection connection) throws SQLException {
        String sql = dialect.isPostgres() ? """
                SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = to_regclass(quote_ident(?)) AND a.attname = ? LIMIT 1
                """ : """
                SELECT 1 FROM information_schema.statistics
                WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ? AND seq_in_index = 1 LIMIT 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.name());
            statement.setString(2, table.owner());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The next page; its texts are about as large as fits into memory, or it is a single row. */
    List<Position> after(Connection connection, @Nullable Position after) throws SQLException {
        List<Position> page = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql(after != null))) {
            List<String> patterns = reader.patterns();
            InList.bind(statement, 1, patterns);
            if (after != null) {
                InList.bind(
                        statement,
                        patterns.size() + 1,
                        indexed ? List.of(after.owner(), after.owner(), after.id()) : List.of(after.id()));
            }
            long bytes = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    bytes += row.getLong(3);
                    if (!page.isEmpty() && bytes > BYTES) {
                        break;
                    }
                    page.add(new Position(row.getString(1), row.getString(2)));
                }
            }
        }
        return page;
    }

    private String sql(boolean goesOn) {
        String owner = dialect.quoted(table.owner());
        String json = table.json();
        String behind = !goesOn
                ? ""
                : indexed
                        // the first part is for the index alone
                        ? " AND " + owner + " >= ? AND (" + owner + " > ? OR id > ?)"
                        : " AND id > ?";
        return "SELECT " + owner + ", id, "
                + (json == null ? "0" : "COALESCE(OCTET_LENGTH(" + dialect.quoted(json) + "), 0)")
                + " FROM " + dialect.quoted(table.name())
                + " WHERE (" + reader.filter() + ") AND " + owner + " IS NOT NULL" + behind
                + " ORDER BY " + (indexed ? owner + ", id" : "id") + " LIMIT " + ROWS;
    }
}
