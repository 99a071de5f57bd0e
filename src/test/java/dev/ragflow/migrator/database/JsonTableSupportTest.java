package dev.ragflow.migrator.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Whether a server makes a table of JSON")
@Tag("server")
class JsonTableSupportTest {

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void isTriedOnceAndAgainAfterALostConnection(TestServer server) {
        try (TestDatabase test = server.createDatabase()) {
            AtomicInteger asked = new AtomicInteger();
            JsonTableSupport support = new JsonTableSupport(
                    () -> {
                        if (asked.incrementAndGet() == 1) {
                            throw new SQLException("Communications link failure", "08S01");
                        }
                        return test.connect();
                    },
                    Dialect.MYSQL);
            assertThat(support.isAvailable()).isFalse();
            assertThat(support.isAvailable()).isTrue();
            assertThat(support.isAvailable()).isTrue();
            assertThat(asked).hasValue(2);
        }
    }

    /** PostgreSQL 14 to 16 stand for what speaks MySQL's protocol without its JSON. */
    @Test
    void isNoWhereTheServerRefuses() {
        try (TestDatabase test = TestServer.POSTGRES.createDatabase()) {
            AtomicInteger asked = new AtomicInteger();
            JsonTableSupport support = new JsonTableSupport(
                    () -> {
                        asked.incrementAndGet();
                        return test.connect();
                    },
                    Dialect.MYSQL);
            assertThat(support.isAvailable()).isFalse();
            assertThat(support.isAvailable()).isFalse();
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void isNotAskedOnPostgres() {
        JsonTableSupport support = new JsonTableSupport(
                () -> {
                    throw new SQLException("asked");
                },
                Dialect.POSTGRES);
        assertThat(support.isAvailable()).isFalse();
    }
}
