package dev.ragflow.migrator.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Tells a server that takes no writes: a replica, or a primary that is being replaced. */
public final class ReadOnlyServer {

    private static final String MYSQL = """
            SHOW GLOBAL VARIABLES
            WHERE variable_name IN ('super_read_only', 'read_only', 'innodb_read_only') AND value <> 'OFF'
            """;

    private static final String POSTGRES = """
            SELECT CASE WHEN pg_is_in_recovery() THEN 'pg_is_in_recovery' ELSE 'default_transaction_read_only' END, 'on'
            WHERE pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'
            """;

    private ReadOnlyServer() {}

    /**
     * Looks, before anything is written. An administrator's account could write to a server that is merely marked as read-only; what
     * it wrote would be on the replica alone.
     *
     * @return a sentence for the operator; empty if the server takes writes
     */
    public static Optional<String> reason(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return Sql.of(connection, database.dialect().isPostgres() ? POSTGRES : MYSQL)
                    .first(row -> "The server " + database.describe() + " is read-only (" + row.getString(1) + " is "
                            + row.getString(2) + "), like a replica. Nothing was changed. Name the server that accepts"
                            + " writes, with --host and --port, or run again when this one does");
        }
    }
}
