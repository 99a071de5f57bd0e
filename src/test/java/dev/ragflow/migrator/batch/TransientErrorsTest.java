package dev.ragflow.migrator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class TransientErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "40001, 1213, true", // deadlock, MySQL
        "HY000, 1205, true", // lock wait
        "40P01, 0, true", // deadlock, PostgreSQL
        "40001, 0, true", // serialization
        "08S01, 0, true",
        "08006, 0, true",
        "57P01, 0, true",
        "55P03, 0, true",
        "25006, 0, true", // PostgreSQL's replica
        "HY000, 1290, true", // MySQL's replica
        "08004, 1040, true",
        "70100, 1927, true", // killed, MariaDB
        "HY000, 1114, false", // disk full
        "53100, 0, false", // disk full
        "42000, 1142, false", // no rights
        "42501, 0, false", // no rights
        "42S02, 1146, false",
        "23000, 1062, false",
        "23505, 0, false",
        "22001, 1406, false",
        "28000, 1045, false"
    })
    void areToldByCode(String state, int code, boolean expected) {
        assertThat(TransientErrors.isTransient(new SQLException("x", state, code)))
                .isEqualTo(expected);
    }

    @Test
    void areFoundBehindOthers() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        BatchUpdateException batch = new BatchUpdateException("batch", "XX000", new int[0], deadlock);
        SQLException chained = new SQLException("first", "XX000");
        chained.setNextException(deadlock);

        assertThat(TransientErrors.isTransient(batch)).isTrue();
        assertThat(TransientErrors.isTransient(chained)).isTrue();
        assertThat(TransientErrors.isTransient(new SQLTransientConnectionException("pool")))
                .isTrue();
        assertThat(TransientErrors.isDuplicate(new SQLException("x", "23000", 1062)))
                .isTrue();
        assertThat(TransientErrors.isDuplicate(
                        new BatchUpdateException("b", "x", new int[0], new SQLException("y", "23505"))))
                .isTrue();
        assertThat(TransientErrors.isDuplicate(deadlock)).isFalse();
    }
}
