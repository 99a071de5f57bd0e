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
     * @return empty at the end
     */
    Optional<? extends Chunk> next(Connection connection, @Nullable String after) throws SQLException;
}
