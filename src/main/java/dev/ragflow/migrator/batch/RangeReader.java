package dev.ragflow.migrator.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table range by range in the order of a key, where it is quick to find which rows come next, and what is to be
 * written for them is not: ranges may be read ahead on other connections, several at once, while the ones before them
 * are being written. Used by several threads; no range's rows may depend on what is written for another.
 *
 * @param <R> what identifies a range's rows
 */
public interface RangeReader<R> {

    /**
     * The next range.
     *
     * @param connection in auto-commit mode, so that every query sees the newest rows
     * @param after key of the last row of the range before, null at the beginning
     * @param size about how many rows the range may have; what must stay together is not split
     * @return empty at the end
     */
    Optional<R> range(Connection connection, @Nullable String after, int size) throws SQLException;

    /** Key of a range's last row. */
    String lastKey(R range);

    /** Reads a range and plans what is to be written. */
    Chunk read(Connection connection, R range) throws SQLException;

    /** The same, one range after the other. */
    default ChunkReader oneByOne() {
        return (connection, after, size) -> {
            Optional<R> range = range(connection, after, size);
            return range.isEmpty() ? Optional.empty() : Optional.of(read(connection, range.get()));
        };
    }
}
