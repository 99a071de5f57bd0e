package dev.ragflow.migrator.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a table chunk by chunk in the order of a key. */
@FunctionalInterface
public interface ChunkReader {

    /**
     * @param connection in auto-commit mode, so that every query sees the newest rows
     * @param after key of the last row that is done, null at the beginning
     * @param size about how many rows the chunk may have; what must stay together is not split
     * @return empty at the end
     */
    Optional<? extends Chunk> next(Connection connection, @Nullable String after, int size) throws SQLException;
}
