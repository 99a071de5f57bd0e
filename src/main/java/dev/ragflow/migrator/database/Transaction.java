package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Work that is committed whole or not at all, on a connection that is in auto-commit mode before and after. */
public final class Transaction {

    /** What is done in the transaction. */
    @FunctionalInterface
    public interface Work {
        void run() throws SQLException;
    }

    private Transaction() {}

    /**
     * Runs the work and commits.
     *
     * @throws SQLException the work's own failure, after everything was rolled back; a rollback that fails too is suppressed in it
     */
    public static void run(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            // changing the mode would commit
            rollBack(connection, e);
            endAfter(connection, e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(SqlErrors.withoutValues(e));
        }
    }

    /** A connection that is broken cannot change its mode; the reason why it broke is what counts. */
    private static void endAfter(Connection connection, Exception cause) {
        try {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            cause.addSuppressed(SqlErrors.withoutValues(e));
        }
    }
}
