package dev.ragflow.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class VendorErrorTest {

    @ParameterizedTest
    @CsvSource({
        "40001, 1213, deadlock", // MySQL
        "HY000, 1205, lock_wait",
        "40P01, 0, deadlock", // PostgreSQL
        "40001, 0, serialization",
        "08S01, 0, connection",
        "08006, 0, connection",
        "57P01, 0, restart",
        "55P03, 0, lock_wait",
        "25006, 0, read_only", // PostgreSQL's replica
        "HY000, 1290, read_only", // MySQL's replica
        "08004, 1040, connections",
        "70100, 1927, connection", // killed, MariaDB
        "23000, 1062, duplicate",
        "23505, 0, duplicate"
    })
    void passes(String state, int code, String reason) {
        assertThat(VendorError.passing(new SQLException("x", state, code)).map(VendorError::id))
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "HY000, 1114", // disk full
        "53100, 0",
        "42000, 1142", // no rights
        "42501, 0",
        "42S02, 1146",
        "42000, 1226", // the account's own limit
        "22001, 1406",
        "28000, 1045"
    })
    void doesNotPass(String state, int code) {
        assertThat(VendorError.passing(new SQLException("x", state, code))).isEmpty();
    }

    @Test
    void isFoundBehindOthers() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        BatchUpdateException batch = new BatchUpdateException("batch", "XX000", new int[0], deadlock);
        SQLException chained = new SQLException("first", "XX000");
        chained.setNextException(deadlock);

        assertThat(VendorError.passing(batch)).contains(VendorError.DEADLOCK);
        assertThat(VendorError.passing(chained)).contains(VendorError.DEADLOCK);
        assertThat(VendorError.passing(new SQLTransientConnectionException("pool")))
                .contains(VendorError.OTHER);
        assertThat(VendorError.passing(new BatchUpdateException("b", "x", new int[0], new SQLException("y", "23505"))))
                .contains(VendorError.DUPLICATE);
    }

    /** The pool closes the statements of a connection that was lost. */
    @Test
    void isALostConnectionWhereTheDriverSpeaksOfAClosedStatement() {
        assertThat(VendorError.CONNECTION.matches(
                        new SQLException("No operations allowed after statement closed.", "S1009")))
                .isTrue();
    }
}
