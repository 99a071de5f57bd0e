package dev.ragflow.migrator.batch;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
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
        try (Connection connection = database.dataSource().getConnection()) {
            double seconds =
                    Sql.of(connection, query).first(row -> row.getDouble(1)).orElse(0.0);
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
