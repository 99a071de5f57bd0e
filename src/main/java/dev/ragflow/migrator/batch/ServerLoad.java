package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.util.Optional;

/** A measure of the server's load. */
@FunctionalInterface
public interface ServerLoad {

    /**
     * Why work should wait, with the number and its limit: {@code 60 threads are running, the limit is 50}.
     *
     * @return empty if work may continue
     */
    Optional<String> tooHigh() throws SQLException;
}
