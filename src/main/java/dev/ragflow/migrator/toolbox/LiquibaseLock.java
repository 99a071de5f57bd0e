package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.ErrorCategory;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The row of {@code DATABASECHANGELOGLOCK} that other programs with Liquibase inside lock by, and leave behind when they are
 * killed. This program neither writes nor heeds it.
 */
final class LiquibaseLock {

    private final Connection connection;
    private final String table;

    LiquibaseLock(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.table = dialect.isPostgres() ? "databasechangeloglock" : "DATABASECHANGELOGLOCK";
    }

    /** Who locked it and when, in that program's own words; empty if it is free, or not there. */
    Optional<String> holder() throws SQLException {
        if (!exists()) {
            return Optional.empty();
        }
        String sql = "SELECT lockedby, lockgranted FROM " + table + " WHERE locked = TRUE";
        return Sql.of(connection, sql).first(row -> row.getString(1) + " since " + row.getString(2));
    }

    /** @return whether this account was allowed to */
    boolean clear() throws SQLException {
        String sql = "UPDATE " + table + " SET locked = FALSE, lockgranted = NULL, lockedby = NULL WHERE locked = TRUE";
        try {
            Sql.update(connection, sql);
            return true;
        } catch (SQLException e) {
            if (ErrorCategory.of(e) == ErrorCategory.PERMISSION) {
                return false;
            }
            throw e;
        }
    }

    private boolean exists() throws SQLException {
        try (ResultSet found = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), table, new String[] {"TABLE"})) {
            return found.next();
        }
    }
}
