package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The idempotency matrix of the legacy index drops, and what can stand in their way. */
@Tag("server")
class LegacyIndexesTest {

    private static final LegacyIndexes CHANGE = new LegacyIndexes(Release.V0_26_4);
    private static final String INSTANCE = "tenant_model_instance";

    static Stream<Arguments> namesOfTheLegacyIndex() {
        return Arrays.stream(TestServer.values()).flatMap(server -> Stream.of(
                        "tenantmodelinstance_api_key_provider_id", "idx_api_key_provider_id", "by_hand")
                .map(name -> Arguments.of(server, name)));
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aFreshDatabaseHasNothingToDo(TestServer server) {
        try (SchemaFixture fixture = fresh(server)) {
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(fixture.apply(CHANGE).changedAnything()).isFalse();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("namesOfTheLegacyIndex")
    void theIndexIsDroppedUnderEveryNameAndOnlyOnce(TestServer server, String name) {
        try (SchemaFixture fixture = fresh(server)) {
            fixture.execute("CREATE UNIQUE INDEX " + name + " ON " + INSTANCE + " (api_key, provider_id)");
            List<Index> before = fixture.table(INSTANCE).indexes();

            SchemaChangeResult result = fixture.apply(CHANGE);

            assertThat(result.done()).hasSize(1);
            assertThat(fixture.table(INSTANCE).indexes())
                    .hasSize(before.size() - 1)
                    .noneMatch(index -> index.name().equals(name));
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(fixture.apply(CHANGE).changedAnything()).isFalse();
            twoInstancesWithTheSameKey(fixture);
        }
    }

    private static void twoInstancesWithTheSameKey(SchemaFixture fixture) {
        fixture.execute("INSERT INTO tenant_model_instance (id, instance_name, provider_id, api_key, status, extra)"
                + " VALUES ('a', 'one', 'p', '', 'active', '{}'), ('b', 'two', 'p', '', 'active', '{}')");
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void bothNamesAtOnceAndTheModelIndexGo(TestServer server) {
        try (SchemaFixture fixture = fresh(server)) {
            fixture.execute(
                    "CREATE UNIQUE INDEX idx_api_key_provider_id ON tenant_model_instance (api_key, provider_id)",
                    "CREATE UNIQUE INDEX tenantmodelinstance_api_key_provider_id"
                            + " ON tenant_model_instance (api_key, provider_id)",
                    "CREATE UNIQUE INDEX idx_provider_model_instance ON tenant_model (provider_id, model_name, instance_id)",
                    "CREATE UNIQUE INDEX third ON tenant_model (instance_id, provider_id, model_name)",
                    "CREATE UNIQUE INDEX mine ON tenant_model (instance_id, provider_id, model_name, model_type)");

            assertThat(fixture.apply(CHANGE).done()).hasSize(4);
            assertThat(fixture.table("tenant_model").index("mine")).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void anIndexAsEarlierReleasesHaveItStaysForThem(TestServer server) {
        try (SchemaFixture fixture = fresh(server)) {
            fixture.execute("CREATE UNIQUE INDEX x ON tenant_model_instance (api_key, provider_id)");

            assertThat(new LegacyIndexes(Release.V0_25_6).hasWork(fixture.connection, fixture.read()))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void anIndexThatVanishesInBetweenIsSuccess(TestServer server) throws SQLException {
        try (SchemaFixture fixture = fresh(server);
                Connection other = fixture.database.connect()) {
            fixture.execute("CREATE UNIQUE INDEX x ON tenant_model_instance (api_key, provider_id)");
            LiveSchema before = fixture.read();
            DriftTest.dropIndex(fixture, server, INSTANCE, "x");

            try (Ddl ddl = Ddl.open(other, fixture.dialect)) {
                assertThat(CHANGE.apply(ddl, before).changedAnything()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestServer.class,
            names = {"MYSQL", "MARIADB"})
    void aForeignKeyGetsAPlainIndexInstead(TestServer server) {
        try (SchemaFixture fixture = fresh(server)) {
            fixture.execute(
                    "CREATE UNIQUE INDEX idx_provider_model_instance ON tenant_model (provider_id, model_name, instance_id)",
                    "ALTER TABLE tenant_model ADD CONSTRAINT mine FOREIGN KEY (provider_id)"
                            + " REFERENCES tenant_model_provider (id)");

            SchemaChangeResult result = fixture.apply(CHANGE);

            assertThat(result.notes()).hasSize(1);
            assertThat(fixture.table("tenant_model").indexes())
                    .filteredOn(Index::isUnique)
                    .hasSize(1);
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }

    @Test
    void aConstraintIsDroppedAsSuch() {
        try (SchemaFixture fixture = fresh(TestServer.POSTGRES)) {
            fixture.execute("ALTER TABLE tenant_model_instance ADD CONSTRAINT tenantmodelinstance_api_key_provider_id"
                    + " UNIQUE (api_key, provider_id)");

            assertThat(fixture.apply(CHANGE).done()).hasSize(1);
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }

    @Test
    void aForeignKeyThatRefersToTheConstraintIsReported() {
        try (SchemaFixture fixture = fresh(TestServer.POSTGRES)) {
            fixture.execute(
                    "ALTER TABLE tenant_model_instance ADD CONSTRAINT legacy UNIQUE (api_key, provider_id)",
                    "CREATE TABLE mine (k varchar(512), p varchar(32),"
                            + " FOREIGN KEY (k, p) REFERENCES tenant_model_instance (api_key, provider_id))");

            assertThatThrownBy(() -> fixture.apply(CHANGE))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("foreign key");
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void anAccountWithoutThePrivilegeIsToldWhatItNeeds(TestServer server) throws SQLException {
        try (SchemaFixture fixture = fresh(server)) {
            fixture.execute("CREATE UNIQUE INDEX x ON tenant_model_instance (api_key, provider_id)");
            try (Reader reader = new Reader(fixture, server);
                    Ddl ddl = Ddl.open(reader.connection, fixture.dialect)) {
                assertThatThrownBy(() -> CHANGE.apply(ddl))
                        .isInstanceOf(MigrationException.class)
                        .hasMessageContaining("legacy index x")
                        .hasMessageContaining("GRANT");
            }
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isTrue();
        }
    }

    /** An account that may only read, for as long as it is open. */
    private static final class Reader implements AutoCloseable {
        private final SchemaFixture fixture;
        private final String user;
        private final Connection connection;

        Reader(SchemaFixture fixture, TestServer server) throws SQLException {
            this.fixture = fixture;
            this.user = "reader_" + Integer.toHexString(System.identityHashCode(this));
            String name = fixture.database.settings().database();
            if (server == TestServer.POSTGRES) {
                fixture.execute(
                        "CREATE ROLE " + user + " LOGIN PASSWORD 'r-e-a-d'",
                        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + user);
            } else {
                fixture.execute(
                        "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'r-e-a-d'",
                        "GRANT SELECT ON " + name + ".* TO '" + user + "'@'%'");
            }
            String url = "jdbc:" + (server == TestServer.POSTGRES ? "postgresql" : "mysql") + "://"
                    + fixture.database.settings().host() + ":"
                    + fixture.database.settings().port() + "/" + name
                    + (server == TestServer.POSTGRES ? "" : "?allowPublicKeyRetrieval=true&useSSL=false");
            this.connection = DriverManager.getConnection(url, user, "r-e-a-d");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
            fixture.execute(
                    fixture.dialect.isPostgres()
                            ? "DROP OWNED BY " + user + "; DROP ROLE " + user
                            : "DROP USER '" + user + "'@'%'");
        }
    }

    private static SchemaFixture fresh(TestServer server) {
        return SchemaFixture.empty(server).create(Release.V0_26_4, INSTANCE, "tenant_model", "tenant_model_provider");
    }
}
