package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far the slowest replica is behind.
 *
 * @param limit work waits above it
 * @param query gives the lag in seconds in its first column; NULL or no row means no lag
 */
public record ReplicaLag(Database database, Duration limit, String query) implements ServerLoad {

    /** What a PostgreSQL primary knows of its replicas; idle ones have no lag. */
    public static final String POSTGRES_QUERY = "SELECT MAX(EXTRACT(EPOCH FROM replay_lag)) FROM pg_stat_replication";

    @Override
    public Optional<String> tooHigh() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            double seconds = row.next() ? row.getDouble(1) : 0;
            return seconds * 1_000 <= limit.toMillis()
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "the replica is %.1f s behind, the limit is %d s",
                            seconds,
                            limit.toSeconds()));
        }
    }
}
