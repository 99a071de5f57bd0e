package dev.ragflow.migrator.model.tables;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.jdbc.JdbcConnection;
import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads results of any size in constant memory. PostgreSQL fetches in portions inside of a transaction. Of MySQL there are two
 * ways: the rows as the server finds them, during which the connection can do nothing else; or a cursor on the server, beside
 * which other statements run.
 */
public final class ResultStream {

    private static final int PORTION = 2_000;

    private ResultStream() {}

    /** Runs a query whose rows are taken one by one; no other statement may run on the connection before the last of them. */
    public static ResultSet rows(PreparedStatement statement, Dialect dialect) throws SQLException {
        statement.setFetchSize(dialect.isPostgres() ? PORTION : Integer.MIN_VALUE);
        return statement.executeQuery();
    }

    /** What to do with the rows of a query. */
    @FunctionalInterface
    public interface Rows {
        void take(ResultSet rows) throws SQLException;
    }

    /** Runs a query whose rows come in portions; other statements may run meanwhile. */
    public static void cursor(Connection connection, Dialect dialect, String sql, Rows rows) throws SQLException {
        if (dialect.isPostgres()) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(PORTION);
                take(statement, rows);
            }
            return;
        }
        PropertySet settings = connection.unwrap(JdbcConnection.class).getPropertySet();
        boolean kept = settings.getBooleanProperty(PropertyKey.cachePrepStmts).getValue();
        cursors(settings, true, false);
        PreparedStatement statement;
        try {
            statement = connection.prepareStatement(sql);
        } catch (SQLException e) {
            cursors(settings, false, kept);
            throw e;
        }
        try (statement) {
            ResultSet found;
            try {
                statement.setFetchSize(PORTION);
                found = statement.executeQuery();
            } finally {
                cursors(settings, false, kept);
            }
            try (found) {
                rows.take(found);
            }
        }
    }

    private static void take(PreparedStatement statement, Rows rows) throws SQLException {
        try (ResultSet found = statement.executeQuery()) {
            rows.take(found);
        }
    }

    /** Connector/J has no other way to ask for a cursor for one statement, and does not keep such a one as it keeps others. */
    private static void cursors(PropertySet settings, boolean used, boolean kept) {
        settings.getBooleanProperty(PropertyKey.cachePrepStmts).setValue(kept);
        settings.getBooleanProperty(PropertyKey.useCursorFetch).setValue(used);
        settings.getBooleanProperty(PropertyKey.useServerPrepStmts).setValue(used);
    }
}
