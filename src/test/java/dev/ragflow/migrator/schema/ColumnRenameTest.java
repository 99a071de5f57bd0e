package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class ColumnRenameTest {

    private static final ColumnRename TASK = rename("task");
    private static final ColumnRename CHANNEL = rename("chat_channel");

    private static ColumnRename rename(String table) {
        return ColumnRename.upTo(Release.V0_26_4).stream()
                .filter(rename -> rename.title().contains(" " + table + "."))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void theOldColumnIsRenamedInPlace(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create("v0.19.0", "task")) {
            fixture.execute("INSERT INTO task (id, doc_id, from_page, to_page, process_duation, progress, retry_count,"
                    + " task_type, priority) VALUES ('a', 'd', 0, 1, 2.5, 0, 0, '', 0)");
            fixture.apply(new TableConvergence(Release.V0_26_4, "task"));
            assertThat(fixture.table("task").hasColumn("process_duration"))
                    .as("left to the rename")
                    .isFalse();

            fixture.apply(TASK);

            assertThat(fixture.value("SELECT process_duration FROM task")).isEqualTo("2.5");
            assertThat(fixture.table("task").hasColumn("process_duation")).isFalse();
            assertThat(TASK.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aHalfDoneRenameIsFinishedOnce(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "task")) {
            fixture.execute("ALTER TABLE task ADD COLUMN process_duation float DEFAULT 0 NOT NULL");
            for (int row = 0; row < 5; row++) {
                StringBuilder values = new StringBuilder();
                for (int task = 0; task < 500; task++) {
                    values.append(task == 0 ? "" : ", ")
                            .append("('%04d', 'd', 0, 1, %s, %s, 0, 0, '', 0)"
                                    .formatted(
                                            row * 500 + task,
                                            task % 2 == 0 ? "7.5" : "0",
                                            task % 3 == 0 ? "1.5" : "0"));
                }
                fixture.execute("INSERT INTO task (id, doc_id, from_page, to_page, process_duation, process_duration,"
                        + " progress, retry_count, task_type, priority) VALUES " + values);
            }
            long before = Long.parseLong(
                    fixture.value("SELECT COUNT(*) FROM task WHERE process_duation = 7.5 AND process_duration = 0"));

            SchemaChangeResult result = fixture.apply(TASK);

            assertThat(before).isGreaterThan(800);
            assertThat(result.rowsChanged()).isEqualTo(before);
            assertThat(fixture.value("SELECT COUNT(*) FROM task WHERE process_duration = 7.5"))
                    .isEqualTo(Long.toString(before));
            assertThat(fixture.value(
                            "SELECT COUNT(*) FROM task WHERE process_duration = 1.5 AND process_duation = 7.5"))
                    .isNotEqualTo("0");
            assertThat(TASK.hasWork(fixture.connection, fixture.read())).isFalse();

            fixture.execute("UPDATE task SET process_duration = 0 WHERE id = '0002'");
            assertThat(TASK.hasWork(fixture.connection, fixture.read()))
                    .as("a value the application resets does not come back")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aRequiredFormerColumnNoLongerStopsInserts(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "task")) {
            fixture.execute("ALTER TABLE task ADD COLUMN process_duation float NOT NULL");

            assertThat(TASK.hasWork(fixture.connection, fixture.read())).isTrue();
            fixture.apply(TASK);

            assertThat(fixture.table("task").existingColumn("process_duation").nullable())
                    .isTrue();
            assertThat(TASK.hasWork(fixture.connection, fixture.read())).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void channelsKeepBothColumnsAsTheReleaseDoes(TestServer server) {
        try (SchemaFixture fixture = DriftTest.tables(server, "chat_channel")) {
            fixture.execute(
                    "ALTER TABLE chat_channel DROP COLUMN chat_id",
                    "INSERT INTO chat_channel (id, tenant_id, name, channel, config, status, dialog_id)"
                            + " VALUES ('a', 't', 'n', 'c', '{}', 1, 'd1'), ('b', 't', 'n', 'c', '{}', 1, NULL)");
            fixture.apply(new TableConvergence(Release.V0_26_4, "chat_channel"));

            SchemaChangeResult result = fixture.apply(CHANNEL);

            assertThat(result.rowsChanged()).isEqualTo(1);
            assertThat(fixture.query("SELECT chat_id FROM chat_channel WHERE id = 'a'"))
                    .isEqualTo(List.of(List.of("d1")));
            assertThat(CHANNEL.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(new TableConvergence(Release.V0_26_4, "chat_channel").hasWork(fixture.read()))
                    .isFalse();
        }
    }
}
