package dev.ragflow.migrator.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.history.MigrationStatus;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Liquibase, the listener and the history do with the real changelog, whatever its steps do. */
@Tag("server")
class ChangelogUpdateTest {

    private final List<String> ran = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void runsTheStepsThatHaveWorkUpToTheTagAndRecordsAll(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open()) {
            Set<String> work = Set.of("tenant-llm-key", "stage/model_id_config");

            ChangelogUpdate update = new ChangelogUpdate(database, steps(work, null), () -> {});
            assertThat(update.isTagged(Release.V0_26_4)).isFalse();
            update.upTo(Release.V0_26_4);

            assertThat(ran).containsExactly("tenant-llm-key", "stage/model_id_config");
            assertThat(update.isTagged(Release.V0_26_4)).isTrue();
            assertThat(update.isTagged(Release.V0_25_6)).isTrue();
            Map<String, String> history = history(testDatabase);
            assertThat(history)
                    .containsEntry("v0.25.6/tenant-llm-key", "success")
                    .containsEntry("v0.26.4/model_id_config", "success")
                    .containsEntry("v0.25.6/table-document", "skipped")
                    .hasSize(update.records().size());
            assertThat(tables(testDatabase)).doesNotContain("databasechangeloglock");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void stopsAtTheTagOfTheTargetRelease(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open()) {
            ChangelogUpdate update = new ChangelogUpdate(database, steps(Set.of("stage/tenant_model"), null), () -> {});
            update.upTo(Release.V0_25_6);

            assertThat(ran).isEmpty();
            assertThat(update.isTagged(Release.V0_26_4)).isFalse();
            assertThat(update.records()).noneMatch(record -> record.name().startsWith("v0.26.4/"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void recordsAFailureAndGoesOnFromThereNextTime(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open()) {
            Set<String> work = Set.of("tenant-llm-key", "table/user", "stage/tenant_model");
            SQLException reason = new SQLException("Duplicate entry 'sk-very-secret-1' for key 'x'", "23000", 1062);
            ChangelogUpdate failing = new ChangelogUpdate(database, steps(work, reason), () -> {});

            assertThatThrownBy(() -> failing.upTo(Release.V0_26_4))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("table/user failed")
                    .hasMessageContaining("1062")
                    .hasMessageNotContaining("sk-very-secret-1");
            assertThat(ran).containsExactly("tenant-llm-key", "table/user");
            assertThat(history(testDatabase))
                    .containsEntry("v0.25.6/tenant-llm-key", "success")
                    .containsEntry("v0.25.6/table-user", "failed")
                    .doesNotContainKey("v0.26.4/tenant_model");
            assertThat(errorMessage(testDatabase, "v0.25.6/table-user"))
                    .contains("1062")
                    .doesNotContain("sk-very-secret-1");

            ran.clear();
            new ChangelogUpdate(database, steps(work, null), () -> {}).upTo(Release.V0_26_4);

            assertThat(ran).containsExactly("tenant-llm-key", "table/user", "stage/tenant_model");
            assertThat(history(testDatabase))
                    .containsEntry("v0.25.6/table-user", "success")
                    .containsEntry("v0.26.4/tenant_model", "success");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aChangesetWithNothingLeftToDoKeepsTheRecordOfTheRunThatDidIt(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open()) {
            new ChangelogUpdate(database, steps(Set.of("tenant-llm-key"), null), () -> {}).upTo(Release.V0_25_6);
            ChangelogUpdate second = new ChangelogUpdate(database, steps(Set.of(), null), () -> {});
            second.upTo(Release.V0_25_6);

            assertThat(second.records())
                    .filteredOn(record -> record.outcome() != null)
                    .isEmpty();
            assertThat(second.records())
                    .filteredOn(record -> record.name().endsWith("tenant-llm-key"))
                    .extracting(ChangesetRecord::status)
                    .containsExactly(MigrationStatus.SKIPPED);
            assertThat(history(testDatabase)).containsEntry("v0.25.6/tenant-llm-key", "success");
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aHistoryThatCannotBeWrittenDoesNotStopTheMigration(TestServer server) throws Exception {
        try (TestDatabase testDatabase = server.createDatabase();
                Database database = testDatabase.open()) {
            testDatabase.execute("CREATE TABLE migration_history (something_else INT)");

            new ChangelogUpdate(database, steps(Set.of("tenant-llm-key"), null), () -> {}).upTo(Release.V0_26_4);

            assertThat(ran).containsExactly("tenant-llm-key");
        }
    }

    private Steps steps(Set<String> work, @Nullable SQLException failureOfTableUser) {
        Steps steps = new Steps();
        for (String name : ChangelogSteps.names()) {
            steps.add(name, new Step() {
                @Override
                public List<String> obstacles() {
                    return List.of();
                }

                @Override
                public StepOutcome rollBack() {
                    return StepOutcome.of("nothing to do");
                }

                @Override
                public boolean hasWork() {
                    return work.contains(name);
                }

                @Override
                public StepOutcome run() throws SQLException {
                    ran.add(name);
                    if (failureOfTableUser != null && name.equals("table/user")) {
                        throw failureOfTableUser;
                    }
                    return StepOutcome.of("did " + name);
                }
            });
        }
        return steps;
    }

    private static Map<String, String> history(TestDatabase database) throws SQLException {
        Map<String, String> rows = new LinkedHashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT migration_name, status FROM migration_history")) {
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2));
            }
        }
        return rows;
    }

    private static String errorMessage(TestDatabase database, String name) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT error_message FROM migration_history WHERE migration_name = '" + name + "'")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static List<String> tables(TestDatabase database) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.connect();
                ResultSet row = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (row.next()) {
                names.add(row.getString("TABLE_NAME").toLowerCase(java.util.Locale.ROOT));
            }
        }
        return names;
    }
}
