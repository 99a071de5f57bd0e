package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that see one moment of the database and write nothing. PostgreSQL's share it; MySQL's and MariaDB's cannot, and begin
 * one right after the other.
 */
public final class Snapshot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

    private final Dialect dialect;
    private final List<Connection> connections = new ArrayList<>();

    private Snapshot(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Takes connections out of the pool.
     *
     * @param connections how many, at least 1; there may be fewer where a server cannot share the moment
     */
    public static Snapshot open(Database database, int connections) throws SQLException {
        Snapshot snapshot = new Snapshot(database.dialect());
        try {
            for (int i = 0; i < connections; i++) {
                Connection connection = database.dataSource().getConnection();
                snapshot.connections.add(connection);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setAutoCommit(false);
            }
            snapshot.begin();
            return snapshot;
        } catch (SQLException | RuntimeException e) {
            snapshot.close();
            throw e;
        }
    }

    private void begin() throws SQLException {
        @Nullable String moment = null;
        for (Connection connection : List.copyOf(connections)) {
            // for this transaction only: the connection goes back to the pool
            Sql.update(connection, "SET TRANSACTION READ ONLY");
            if (dialect.isMySqlFamily()) {
                Sql.update(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
            } else if (moment != null) {
                Sql.update(connection, "SET TRANSACTION SNAPSHOT '" + moment + "'");
            } else if (connections.size() > 1) {
                moment = exported(connection);
                if (moment == null) {
                    return;
                }
            }
        }
    }

    /** The name of the moment for other connections; null leaves only this one. */
    private @Nullable String exported(Connection connection) throws SQLException {
        try {
            return Sql.of(connection, "SELECT pg_export_snapshot()")
                    .first(row -> row.getString(1))
                    .orElseThrow();
        } catch (SQLException e) {
            LOG.debug("One connection reads alone, since its snapshot cannot be shared: {}", SqlErrors.describe(e));
            connection.rollback();
            Sql.update(connection, "SET TRANSACTION READ ONLY");
            giveBack(connections.subList(1, connections.size()));
            connections.subList(1, connections.size()).clear();
            return null;
        }
    }

    /** The connections, at least one. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Ends the transactions and gives the connections back. */
    @Override
    public void close() {
        giveBack(connections);
    }

    private static void giveBack(List<Connection> some) {
        for (Connection connection : some) {
            try (connection) {
                connection.rollback();
            } catch (SQLException e) {
                LOG.debug("A connection that has only read is broken: {}", SqlErrors.describe(e));
            }
        }
    }
}
