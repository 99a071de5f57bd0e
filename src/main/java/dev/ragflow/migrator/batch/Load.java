package dev.ragflow.migrator.batch;

import java.sql.SQLException;
import java.util.Optional;

/** A measure of what the server has to bear. */
@FunctionalInterface
public interface Load {

    /**
     * Why work should wait, with the number and its limit: {@code 60 threads are running, the limit is 50}.
     *
     * @return empty when work may go on
     */
    Optional<String> tooHigh() throws SQLException;
}
