package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The migration to v0.27.0 makes the same of one database")
@Tag("server")
class SameEverywhereTest {

    @Test
    void onEveryServer() throws SQLException {
        TableChecksums mysql = migrated(TestServer.MYSQL);
        assertThat(mysql.differencesTo(migrated(TestServer.MARIADB))).isEmpty();
        assertThat(mysql.differencesTo(migrated(TestServer.POSTGRES))).isEmpty();
    }

    /** Names and keys that differ only in case left out, since collations see them differently. */
    private static TableChecksums migrated(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            HardCases.loadComparable(database);
            ProgramRun run = ProgramRun.on(database, Release.V0_27_0);
            assertThat(run.exitCode()).as("%s", run).isZero();
            // system_settings holds the marker with its time
            return TableChecksums.masked(connection)
                    .without(EndToEndTest.OWN_TABLES)
                    .without("system_settings");
        }
    }
}
