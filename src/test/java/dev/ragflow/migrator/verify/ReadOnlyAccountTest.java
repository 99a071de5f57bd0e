package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The command verify")
class ReadOnlyAccountTest {

    private static final String PASSWORD = "r-e-a-d-0nly";

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void needsNoMoreThanSelectAndWritesNothing(TestServer server) throws SQLException {
        try (MigratedDatabase database = MigratedDatabase.on(server, Release.V0_27_0);
                Connection connection = database.database().connect()) {
            ConnectionSettings reader = reader(database.database());
            TableChecksums before = TableChecksums.of(connection);

            assertThat(database.command(OutputFormat.TEXT, reader)).startsWith("0 ");
            assertThat(database.command(OutputFormat.JSON, reader))
                    .startsWith("0 ")
                    .doesNotContain(PASSWORD);

            assertThat(before.differencesTo(TableChecksums.of(connection))).isEmpty();

            // without the record of what we did, and without the marker
            database.execute(
                    "DROP TABLE `ragflow_migrator_checkpoint`",
                    "DELETE FROM `system_settings` WHERE `name` = 'mysql_migration.database.version'");
            before = TableChecksums.of(connection);
            assertThat(database.command(OutputFormat.TEXT, reader)).startsWith("0 ");
            assertThat(before.differencesTo(TableChecksums.of(connection))).isEmpty();
        }
    }

    /** An account of the server that may read the database and nothing else. */
    private static ConnectionSettings reader(TestDatabase database) {
        ConnectionSettings owner = database.settings();
        String user = "reader" + Math.floorMod(owner.database().hashCode(), 1_000_000);
        if (database.server() == TestServer.POSTGRES) {
            database.execute(
                    "CREATE ROLE " + user + " LOGIN PASSWORD '" + PASSWORD + "'",
                    "GRANT USAGE ON SCHEMA public TO " + user,
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + user);
        } else {
            database.execute(
                    "CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                    "GRANT SELECT ON `" + owner.database() + "`.* TO '" + user + "'@'%'");
        }
        return new ConnectionSettings(
                owner.type(),
                owner.host(),
                owner.port(),
                owner.database(),
                user,
                Secret.of(PASSWORD),
                owner.driverProperties());
    }
}
