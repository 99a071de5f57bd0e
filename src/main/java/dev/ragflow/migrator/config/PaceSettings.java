package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.time.Duration;
import java.util.Optional;

/**
 * How fast a run goes.
 *
 * @param smallest rows of a chunk at least
 * @param largest rows of a chunk at most; the same as {@code smallest} where the operator fixed the size
 * @param workers connections that work on a table at once
 * @param chunkTime how long a chunk should take
 * @param retryTimeout how long a failing chunk is tried again
 * @param maxThreadsRunning others' statements above which work waits
 * @param maxReplicaLag lag above which work waits
 * @param replicaLagQuery gives the lag in seconds; present on MySQL if there is a limit
 */
public record PaceSettings(
        int smallest,
        int largest,
        int workers,
        Duration chunkTime,
        Duration retryTimeout,
        Optional<Integer> maxThreadsRunning,
        Optional<Duration> maxReplicaLag,
        Optional<String> replicaLagQuery) {

    /** Above it, lists of keys grow longer than servers like. */
    private static final int LARGEST_CHUNK = 20_000;

    /** Each keeps a chunk in memory. */
    private static final int MOST_WORKERS = 16;

    public static final PaceSettings DEFAULT = new PaceSettings(
            10,
            10_000,
            2,
            Duration.ofMillis(500),
            Duration.ofMinutes(2),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static PaceSettings read(Sources sources, DatabaseType type) {
        Optional<Integer> fixed = rows(sources, Setting.BATCH_SIZE);
        int smallest = fixed.or(() -> rows(sources, Setting.MIN_BATCH_SIZE)).orElse(DEFAULT.smallest());
        int largest =
                fixed.or(() -> rows(sources, Setting.MAX_BATCH_SIZE)).orElse(Math.max(smallest, DEFAULT.largest()));
        if (largest < smallest) {
            throw new ConfigurationException(Setting.MAX_BATCH_SIZE.flag() + " " + largest + " is below "
                    + Setting.MIN_BATCH_SIZE.flag() + " " + smallest);
        }
        Optional<Duration> chunkTime = duration(sources, Setting.BATCH_TIME);
        if (chunkTime.isPresent() && chunkTime.get().isZero()) {
            throw new ConfigurationException(Setting.BATCH_TIME.flag() + " must be more than 0");
        }
        Optional<Duration> lag = duration(sources, Setting.MAX_REPLICA_LAG);
        Optional<String> query =
                sources.find(Setting.REPLICA_LAG_QUERY).map(Reading::stripped).filter(text -> !text.isEmpty());
        if (lag.isPresent() && query.isEmpty() && type == DatabaseType.MYSQL) {
            throw new ConfigurationException(
                    Setting.MAX_REPLICA_LAG.flag() + " needs " + Setting.REPLICA_LAG_QUERY.flag()
                            + " on MySQL, whose primary does not know how far its replicas are");
        }
        return new PaceSettings(
                smallest,
                largest,
                sources.find(Setting.WORKERS)
                        .map(reading -> number(Setting.WORKERS, reading, MOST_WORKERS))
                        .orElse(DEFAULT.workers()),
                chunkTime.orElse(DEFAULT.chunkTime()),
                duration(sources, Setting.RETRY_TIMEOUT).orElse(DEFAULT.retryTimeout()),
                sources.find(Setting.MAX_THREADS_RUNNING)
                        .map(reading -> number(Setting.MAX_THREADS_RUNNING, reading, Integer.MAX_VALUE)),
                lag,
                query);
    }

    private static Optional<Duration> duration(Sources sources, Setting setting) {
        return sources.find(setting).map(reading -> DurationText.parse(setting, reading));
    }

    private static Optional<Integer> rows(Sources sources, Setting setting) {
        return sources.find(setting).map(reading -> number(setting, reading, LARGEST_CHUNK));
    }

    private static int number(Setting setting, Reading reading, int largest) {
        String text = reading.stripped();
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ConfigurationException.of(
                setting, ConfigurationException.quoted(text) + " is not a number from 1 to " + largest, reading);
    }
}
