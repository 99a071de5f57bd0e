package dev.ragflow.migrator.toolbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A changelog of the operator's")
@Tag("server")
class OwnChangelogTest {

    /** The example of docs/operations.md. */
    private static final String EXAMPLE = """
            databaseChangeLog:
              - changeSet:
                  id: report-index
                  author: us
                  preConditions:
                    - onFail: MARK_RAN
                    - not: [{indexExists: {tableName: document, indexName: ours_document_run}}]
                  changes:
                    - createIndex: {tableName: document, indexName: ours_document_run, columns: [{column: {name: run}}]}
            """;

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isAppliedBehindTheReleasesOnce(TestServer server, @TempDir Path folder) throws Exception {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.26.4")) {
            Path file = Files.writeString(folder.resolve("ours.yaml"), EXAMPLE);

            ToolRun first = migrate(database, file);
            assertThat(first.exitCode()).as(first.out() + first.log()).isZero();
            assertThat(first.out()).contains("ours.yaml/report-index");
            String history = ToolRun.history(database, OutputFormat.CSV, ToolSettings.NONE)
                    .out();
            assertThat(history).contains(",ours.yaml/report-index,success,");

            ToolRun second = migrate(database, file);
            assertThat(second.exitCode()).isZero();
            assertThat(ToolRun.history(database, OutputFormat.CSV, ToolSettings.NONE)
                            .out())
                    .isEqualTo(history);

            Path broken = Files.writeString(
                    folder.resolve("broken.yaml"),
                    EXAMPLE.replace("run}", "no_such}")
                            .replace("report-index", "broken")
                            .replace("ours_document_run", "ours_broken"));
            ToolRun failed = migrate(database, broken);
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.log()).contains("broken.yaml/broken", "no_such");

            Path none = Files.writeString(folder.resolve("none.yaml"), "neither: fish\nnor: fowl\n");
            assertThatThrownBy(() -> migrate(database, none))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("--changelog: ")
                    .hasMessageContaining("none.yaml is not a changelog that Liquibase can read");
        }
    }

    private static ToolRun migrate(TestDatabase database, Path changelog) {
        return ToolRun.migrate(database, Release.newest(), ToolSettings.NONE.with(changelog, false));
    }
}
