package dev.ragflow.migrator.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.TableChecksums;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A database that is newer than the target")
@Tag("server")
class IfNewerTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isLeftAloneAndRefusedWhereThatIsAskedFor(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.27.0");
                Connection connection = database.connect()) {
            TableChecksums before = TableChecksums.of(connection);

            CommandRun accepted = CommandRun.migrate(database, Release.V0_26_4);
            CommandRun refused = CommandRun.migrateUnlessNewer(database, Release.V0_26_4);

            assertThat(accepted.exitCode()).as(accepted.toString()).isZero();
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
            assertThat(refused.log())
                    .contains("Refused because the database is newer than RAGFlow v0.26.4")
                    .contains("holds ids as text, as in v0.27 and later");
            assertThat(before.differencesTo(TableChecksums.of(connection))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void needsNoRollbackWhereItIsAtThatReleaseAnyway(TestServer server) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.26.4");
                Connection connection = database.connect()) {
            TableChecksums before = TableChecksums.of(connection);

            CommandRun back = CommandRun.rollBack(database);

            assertThat(back.exitCode()).as(back.toString()).isZero();
            assertThat(before.differencesTo(TableChecksums.of(connection))).isEmpty();
        }
    }
}
