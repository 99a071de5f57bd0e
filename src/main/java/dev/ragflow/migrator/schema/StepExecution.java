package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.database.VendorError;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs one step in the way that holds up the application least. MySQL and MariaDB are asked for a change of the table's
 * description only, then for one beside the application's writes; they refuse at once what they cannot do that way. What is
 * left is a rebuild, which is announced, and refused where the table is larger than the operator allowed.
 */
final class StepExecution {

    private static final Logger LOG = LoggerFactory.getLogger(StepExecution.class);

    /** From how many rows on PostgreSQL builds indexes beside the application's writes, which takes it twice as long. */
    static final long LARGE = 10_000;

    /** A rebuild of fewer rows takes no time that anybody notices. */
    static final long SMALL = 500;

    private static final String ALTER = "ALTER TABLE ";
    private static final List<String> ONLINE = List.of(", ALGORITHM=INSTANT", ", ALGORITHM=INPLACE, LOCK=NONE");

    private final Connection connection;
    private final Dialect dialect;
    private final RebuildLimit limit;
    private final PlannedStatement step;

    StepExecution(Connection connection, Dialect dialect, RebuildLimit limit, PlannedStatement step) {
        this.connection = connection;
        this.dialect = dialect;
        this.limit = limit;
        this.step = step;
    }

    /** Whether PostgreSQL is to build the step's index beside the application's writes. */
    boolean isConcurrent() throws SQLException {
        return step.undo() != null
                && dialect.isPostgres()
                && TableSize.of(connection, dialect, step.table()).rows() >= LARGE;
    }

    /** Outside a transaction, as PostgreSQL wants it. */
    void buildConcurrently() throws SQLException {
        LOG.info("{}, while the application keeps running", step);
        try (Statement statement = connection.createStatement()) {
            for (String sql : step.concurrently()) {
                LOG.debug("{}", sql);
                statement.execute(sql);
            }
        }
    }

    /** Takes away what a failed build has left; false where that is not possible now. */
    boolean undo() {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.valueOf(step.undo()));
            return true;
        } catch (SQLException e) {
            LOG.warn(
                    "Table {}: an unfinished index remains, which the next run drops: {}",
                    step.table(),
                    SqlErrors.describe(e));
            return false;
        }
    }

    void run() throws SQLException {
        boolean together = dialect.isPostgres() && step.sql().size() > 1;
        if (dialect.isPostgres() && step.rebuild()) {
            announce("reads and writes of it wait");
        }
        if (together) {
            connection.setAutoCommit(false);
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : step.sql()) {
                execute(statement, sql);
            }
            if (together) {
                connection.commit();
            }
        } catch (SQLException e) {
            if (together) {
                connection.rollback();
            }
            throw e;
        } finally {
            if (together) {
                connection.setAutoCommit(true);
            }
        }
    }

    private void execute(Statement statement, String sql) throws SQLException {
        if (dialect.isMySqlFamily() && sql.startsWith(ALTER)) {
            if (isDoneOnline(statement, sql)) {
                return;
            }
            announce("writes to it wait");
        }
        LOG.debug("{}", sql);
        statement.execute(sql);
    }

    private boolean isDoneOnline(Statement statement, String sql) throws SQLException {
        for (String how : ONLINE) {
            try {
                statement.execute(sql + how);
                LOG.debug("{}{}", sql, how);
                return true;
            } catch (SQLException e) {
                if (!VendorError.NOT_SUPPORTED.matches(e) && !VendorError.NO_SUCH_ALGORITHM.matches(e)) {
                    throw e;
                }
                LOG.debug("Not possible{}: {}", how, SqlErrors.describe(e));
            }
        }
        return false;
    }

    private void announce(String who) throws SQLException {
        TableSize size = TableSize.of(connection, dialect, step.table());
        if (!limit.allows(size)) {
            throw new MigrationException(RebuildRefusal.reason(step, size, limit)
                    + ". It was not started; what was done before is kept. Run the statement by hand, or the migration"
                    + " again with --allow-rebuild: " + String.join("; ", step.sql()));
        }
        LOG.atLevel(size.rows() < SMALL ? Level.DEBUG : Level.INFO)
                .log("Table {}: rebuild of {}; {} while it runs", step.table(), size, who);
    }
}
