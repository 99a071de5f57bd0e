package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.config.ToolSettings.MarkWish;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A changeset that was marked")
@Tag("server")
class MarkTest {

    private static final String CHANGESET = "v0.26.4/table-file-commit";

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isLeftAsItIsUntilItIsNoLonger(TestServer server) {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.25.6")) {
            database.execute("CREATE VIEW `file_commit` AS SELECT `id` FROM `file`");
            assertThat(migrate(database).exitCode()).isEqualTo(1);
            String before = history(database);
            assertThat(before).contains(CHANGESET + " failed");

            ToolRun marked = mark(database, CHANGESET, false);
            assertThat(marked.exitCode()).as(marked.log()).isZero();
            assertThat(marked.out()).contains(CHANGESET + " is marked as skipped");
            assertThat(history(database))
                    .contains(CHANGESET + " skipped", "Marked by ", " as ", ": we have a view of that name");
            assertThatThrownBy(() -> mark(database, CHANGESET, true))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("is marked as skipped by ");

            // goes on behind it, and says that the result is not the release's
            ToolRun beyond = migrate(database);
            assertThat(beyond.exitCode()).as(beyond.log()).isEqualTo(4);
            assertThat(beyond.out()).contains("Left unchanged: " + CHANGESET);
            ToolRun status = ToolRun.status(database.settings(), Release.newest(), OutputFormat.JSON);
            assertThat(status.out())
                    .contains("\"pending\":[]", "\"marker\":null", "\"reason\":\"we have a view of that name\"");

            ToolRun unmarked = tool(Command.UNMARK, database, new MarkWish(CHANGESET, true, ""));
            assertThat(unmarked.exitCode()).isZero();
            assertThat(before).contains(row(history(database)));
            database.execute("DROP VIEW `file_commit`");
            ToolRun last = migrate(database);
            assertThat(last.exitCode()).as(last.log()).isZero();
            assertThat(history(database)).contains(CHANGESET + " ").doesNotContain("failed", "Marked by");

            // a changeset without a history of its own
            assertThat(mark(database, CHANGESET, true).exitCode()).isZero();
            database.execute("DELETE FROM `migration_history` WHERE `migration_name` = '" + CHANGESET + "'");
            assertThat(tool(Command.UNMARK, database, new MarkWish(CHANGESET, true, ""))
                            .exitCode())
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestServer.class, names = "MYSQL")
    void mustBeKnownByName(TestServer server) {
        try (TestDatabase database = server.createDatabase()) {
            assertThatThrownBy(() -> mark(database, "v0.26.4/table-file-comit", true))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(
                            "There is no changeset 'v0.26.4/table-file-comit' (did you mean " + CHANGESET);
            assertThatThrownBy(() -> mark(database, "table-file-commit", true))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("(did you mean " + CHANGESET);
            assertThatThrownBy(() -> tool(Command.UNMARK, database, new MarkWish(CHANGESET, true, "")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("is not marked");
        }
    }

    private static String row(String history) {
        return history.lines()
                .filter(line -> line.contains(CHANGESET + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(history));
    }

    private static ToolRun migrate(TestDatabase database) {
        return ToolRun.migrate(database, Release.newest(), ToolSettings.NONE);
    }

    private static String history(TestDatabase database) {
        return ToolRun.history(database, OutputFormat.TEXT, ToolSettings.NONE)
                .out()
                .replaceAll(" +", " ");
    }

    private static ToolRun mark(TestDatabase database, String changeset, boolean done) {
        return tool(Command.MARK, database, new MarkWish(changeset, done, "we have a view of that name"));
    }

    private static ToolRun tool(Command command, TestDatabase database, MarkWish wish) {
        return ToolRun.run(
                command == Command.MARK ? MarkRun::mark : MarkRun::unmark,
                ToolRun.settings(
                        command,
                        database.settings(),
                        Release.newest(),
                        OutputFormat.TEXT,
                        ToolSettings.NONE.with(wish)));
    }
}
