package dev.ragflow.migrator.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.ReadOnlyAccount;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
@DisplayName("The record of a passed verification")
class VerificationRecordTest {

    private static final String READ_ONLY_FOR_NEW_ROWS = "Rows written since the last run needed no change";

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void staysAsItIsWhereUsersWroteWhatNeedsNoChange(TestServer server) throws Exception {
        try (TestDatabase database = migrated(server)) {
            Optional<String> record = record(database);
            database.execute("UPDATE dialog SET name = 'edited', update_time = " + System.currentTimeMillis());

            CommandRun run = CommandRun.migrate(database, Release.V0_27_0);

            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.log()).contains(READ_ONLY_FOR_NEW_ROWS);
            assertThat(run.out())
                    .contains("nothing to do, the database is at RAGFlow v0.27.0 already.", "Verified on ")
                    .containsPattern("tenant_model_id_migration +dialog +1 +0 +0");
            assertThat(record(database)).isPresent().isEqualTo(record);
            CommandRun again = CommandRun.migrate(database, Release.V0_27_0);
            assertThat(again.log()).contains("Nothing to do").doesNotContain(READ_ONLY_FOR_NEW_ROWS);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isMadeAnewWhereARowHadToBeChanged(TestServer server) throws Exception {
        try (TestDatabase database = migrated(server)) {
            Optional<String> record = record(database);
            database.execute("UPDATE dialog SET tenant_llm_id = '', update_time = " + System.currentTimeMillis());

            CommandRun run = CommandRun.migrate(database, Release.V0_27_0);

            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(run.out())
                    .containsPattern("tenant_model_id_migration +dialog +1 +0 +1")
                    .contains("Preserved: ")
                    .doesNotContain("Verified on ");
            assertThat(record(database)).isPresent().isNotEqualTo(record);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isTakenAwayByAVerificationThatFails(TestServer server) throws Exception {
        try (TestDatabase database = migrated(server)) {
            database.execute(SmallDatabase.USELESS_MODEL);
            CommandRun before = CommandRun.migrate(database, Release.V0_27_0);
            assertThat(before.out()).contains("nothing to do", "Verified on ");

            CommandRun verify = CommandRun.verify(database.settings(), Release.V0_27_0);

            assertThat(verify.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED.code());
            assertThat(verify.out()).contains("Run migrate, which repairs what it can");
            assertThat(verify.log()).contains("migrate will read every row again");
            assertThat(record(database)).isEmpty();
            CommandRun run = CommandRun.migrate(database, Release.V0_27_0);
            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(CommandRun.verify(database.settings(), Release.V0_27_0).exitCode())
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void staysWhereTheVerifyingAccountMayOnlyReadAndIsTold(TestServer server) throws Exception {
        try (TestDatabase database = migrated(server)) {
            Optional<String> record = record(database);
            database.execute(SmallDatabase.USELESS_MODEL);

            CommandRun verify = CommandRun.verify(ReadOnlyAccount.of(database), Release.V0_27_0);

            assertThat(verify.exitCode()).isEqualTo(ExitCode.VERIFICATION_FAILED.code());
            assertThat(verify.log()).containsPattern("Could not clear the record.*or migrate with --repair");
            assertThat(record(database)).isPresent().isEqualTo(record);
            CommandRun run = CommandRun.repair(database, Release.V0_27_0);
            assertThat(run.exitCode()).as(run.toString()).isZero();
            assertThat(CommandRun.verify(database.settings(), Release.V0_27_0).exitCode())
                    .isZero();
        }
    }

    private static TestDatabase migrated(TestServer server) {
        TestDatabase database = SmallDatabase.on(server);
        CommandRun run = CommandRun.migrate(database, Release.V0_27_0);
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return database;
    }

    /** What it says, and when that was found. */
    private static Optional<String> record(TestDatabase database) throws SQLException {
        String sql =
                "SELECT last_key, finished_at FROM ragflow_migrator_checkpoint WHERE stage LIKE 'verified/%' AND finished = 1";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.of(row.getString(1) + " " + row.getLong(2)) : Optional.empty();
        }
    }
}
