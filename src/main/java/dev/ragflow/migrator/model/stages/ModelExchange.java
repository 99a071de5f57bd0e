package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.batch.Retries;
import dev.ragflow.migrator.database.Dialect.TableRename;
import dev.ragflow.migrator.database.SqlErrors;
import dev.ragflow.migrator.database.Transaction;
import dev.ragflow.migrator.database.VendorError;
import dev.ragflow.migrator.model.tables.MergeSources;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the background table for {@code tenant_model}, provided that nobody has written to its source since that was compared:
 * a write in between would be in the backup only. The last look and the exchange happen behind one lock; a server that cannot
 * rename locked tables (MariaDB, MySQL before 8.0.13) looks right after the exchange, and takes it back where it came too late.
 */
final class ModelExchange {

    private static final Logger LOG = LoggerFactory.getLogger(ModelExchange.class);

    /** How long to wait for the lock: behind a lock that waits the application's queries wait too. */
    private static final int LOCK_SECONDS = 3;

    /** For them, before the next try. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** MySQL: tables are locked, so none may be renamed; no such privilege on the database; on the table. */
    private static final Set<VendorError> NO_LOCKED_RENAME =
            Set.of(VendorError.RENAME_UNDER_LOCK, VendorError.ACCESS_DENIED, VendorError.PRIVILEGE_MISSING);

    private final StageContext context;
    private final List<TableRename> renames;
    private final MergeSources sources;

    /** @param renames from the first to the last; {@code tenant_model} becomes the backup */
    ModelExchange(StageContext context, List<TableRename> renames) throws SQLException {
        this.context = context;
        this.renames = List.copyOf(renames);
        this.sources = new MergeSources(context);
    }

    /**
     * Exchanges the tables.
     *
     * @param compared the {@link MergeSources} that the background table was compared with
     * @return false where they have changed, and nothing was exchanged
     * @throws SQLException also where the application holds a lock all the time; nothing was exchanged then either
     */
    boolean run(List<Long> compared) throws SQLException {
        boolean[] again = {false};
        try {
            return exchanged(compared, again);
        } finally {
            context.forgetTables();
        }
    }

    private boolean exchanged(List<Long> compared, boolean[] again) throws SQLException {
        return Retries.of(context.pacing())
                .pausing(PAUSE)
                .run("the exchange of " + ModelTables.MODEL, ModelTables.MODEL, () -> {
                    try (Connection connection = context.connection()) {
                        if (again[0] && isExchanged()) {
                            return isInTime(connection, compared);
                        }
                        again[0] = true;
                        return context.dialect().isPostgres()
                                ? inTransaction(connection, compared)
                                : behindLock(connection, compared);
                    }
                });
    }

    /** A lost connection does not tell whether the exchange was made before. */
    private boolean isExchanged() throws SQLException {
        context.forgetTables();
        return context.table(renames.get(renames.size() - 1).from()).isEmpty();
    }

    private boolean inTransaction(Connection connection, List<Long> compared) throws SQLException {
        boolean[] done = {false};
        Transaction.run(connection, () -> {
            execute(connection, "SET LOCAL lock_timeout = '" + LOCK_SECONDS + "s'");
            for (String table : sources.besideModels()) {
                execute(connection, "LOCK TABLE " + quoted(table) + " IN SHARE MODE");
            }
            execute(connection, "LOCK TABLE " + quoted(ModelTables.MODEL) + " IN ACCESS EXCLUSIVE MODE");
            if (sources.read(connection, ModelTables.MODEL).equals(compared)) {
                rename(connection, renames);
                done[0] = true;
            }
        });
        return done[0];
    }

    private boolean behindLock(Connection connection, List<Long> compared) throws SQLException {
        String before = lockWait(connection);
        execute(connection, "SET SESSION lock_wait_timeout = " + LOCK_SECONDS);
        try {
            try {
                lock(connection);
                if (!sources.read(connection, ModelTables.MODEL).equals(compared)) {
                    return false;
                }
                rename(connection, renames);
                return true;
            } catch (SQLException e) {
                if (!NO_LOCKED_RENAME.contains(VendorError.of(e))) {
                    throw e;
                }
                LOG.debug("Tables cannot be renamed while they are locked: {}", SqlErrors.describe(e));
            } finally {
                execute(connection, "UNLOCK TABLES");
            }
            return thenLook(connection, compared);
        } finally {
            execute(connection, "SET SESSION lock_wait_timeout = " + before);
        }
    }

    private void lock(Connection connection) throws SQLException {
        List<String> locks = new ArrayList<>();
        renames.forEach(rename -> locks.add(quoted(rename.from()) + " WRITE"));
        sources.besideModels().forEach(table -> locks.add(quoted(table) + " READ"));
        execute(connection, "LOCK TABLES " + String.join(", ", locks));
    }

    private boolean thenLook(Connection connection, List<Long> compared) throws SQLException {
        if (!sources.read(connection, ModelTables.MODEL).equals(compared)) {
            return false;
        }
        rename(connection, renames);
        return isInTime(connection, compared);
    }

    /** Takes an exchange back that came too late. */
    private boolean isInTime(Connection connection, List<Long> compared) throws SQLException {
        if (sources.read(connection, ModelTables.BACKUP).equals(compared)) {
            return true;
        }
        List<TableRename> back = new ArrayList<>();
        renames.forEach(rename -> back.add(0, new TableRename(rename.to(), rename.from())));
        rename(connection, back);
        return false;
    }

    private void rename(Connection connection, List<TableRename> tables) throws SQLException {
        for (String statement : context.dialect().renameTables(tables)) {
            execute(connection, statement);
        }
    }

    private static String lockWait(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT @@SESSION.lock_wait_timeout");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private String quoted(String name) {
        return context.dialect().quoted(name);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
