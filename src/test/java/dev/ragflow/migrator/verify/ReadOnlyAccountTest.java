package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The command verify")
@Tag("server")
class ReadOnlyAccountTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void needsNoMoreThanSelectAndWritesNothing(TestServer server) throws SQLException {
        try (MigratedDatabase database = MigratedDatabase.on(server, Release.V0_27_0);
                Connection connection = database.database().connect()) {
            ConnectionSettings reader = ReadOnlyAccount.of(database.database());
            TableChecksums before = TableChecksums.of(connection);

            assertThat(database.command(OutputFormat.TEXT, reader)).startsWith("0 ");
            assertThat(database.command(OutputFormat.JSON, reader))
                    .startsWith("0 ")
                    .doesNotContain(ReadOnlyAccount.PASSWORD);

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
}
