package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How many statements of other sessions the server is working on right now.
 *
 * @param limit work waits above it
 */
public record RunningThreads(Database database, int limit) implements ServerLoad {

    private static final String MYSQL = "SHOW GLOBAL STATUS LIKE 'Threads_running'";

    private static final String POSTGRES = """
            SELECT 'active', COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend'
            """;

    @Override
    public Optional<String> tooHigh() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            // the question is one of them
            long others = Sql.of(connection, database.dialect().isPostgres() ? POSTGRES : MYSQL)
                    .first(row -> row.getLong(2) - 1)
                    .orElse(0L);
            return others <= limit
                    ? Optional.empty()
                    : Optional.of(others + " other threads are running, the limit is " + limit);
        }
    }
}
