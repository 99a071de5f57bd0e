package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.migrate.MigrateRun;
import dev.ragflow.migrator.migrate.VerifyRun;
import dev.ragflow.migrator.preview.DryRun;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.Corpus;
import dev.ragflow.migrator.testing.RunSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntBiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Damage that RAGFlow lives with")
@Tag("server")
class FindingsTest {

    /** RAGFlow wants texts; a run restores the base URL beside the number, and cannot know what the number means. */
    private static final String BROKEN = "UPDATE `tenant_model_instance` SET `extra` = '{\"region\": 1}'"
            + " WHERE `instance_name` = 'default' ORDER BY `id` LIMIT 3";

    @Test
    void isAnnouncedReportedAndCountedOnlyStrictly(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("report.json");
        Path page = folder.resolve("report.html");
        try (TestDatabase database = Corpus.STOCK_V026.load(TestServer.MYSQL).execute(BROKEN)) {
            String dry = run(
                    DryRun::run,
                    RunSettings.of(
                            Command.MIGRATE,
                            database.settings(),
                            Release.V0_27_0,
                            OutputFormat.JSON,
                            ToolSettings.NONE.with(RunMode.DRY_RUN)));
            assertThat(dry)
                    .startsWith("0 ")
                    .contains("{\"check\":\"instance-extra\",\"found\":3,")
                    .contains("{\"check\":\"unknown-types\",\"found\":1,")
                    .contains("{\"check\":\"repairable\",");

            String first = run(MigrateRun::run, RunSettings.reporting(database.settings(), Release.V0_27_0, json));
            assertThat(first)
                    .startsWith("0 ")
                    .contains("Findings (RAGFlow works with them):", "(check instance-extra)", "(check unknown-types)");
            assertThat(Files.readString(json).replaceAll("\\s", ""))
                    .contains("\"findings\":[\"", "\"found\":3,\"failures\":0,\"findings\":3");

            String second = run(MigrateRun::run, RunSettings.reporting(database.settings(), Release.V0_27_0, page));
            assertThat(second).startsWith("0 ").contains("nothing to do", "Findings: instance-extra 3, ");

            assertThat(verify(database, ToolSettings.NONE)).startsWith("0 ").contains("Findings: instance-extra 3, ");
            assertThat(verify(database, ToolSettings.NONE.strictly())).startsWith("4 ");
        }
    }

    @Test
    void failsWhereItCameWithThisProgram() {
        try (TestDatabase database = Corpus.STOCK_V026.load(TestServer.MYSQL)) {
            Settings settings = RunSettings.of(Command.MIGRATE, database.settings(), Release.V0_27_0);
            assertThat(run(MigrateRun::run, settings)).startsWith("0 ");

            database.execute(BROKEN);
            assertThat(verify(database, ToolSettings.NONE))
                    .startsWith("4 ")
                    .contains("instance-extra")
                    .doesNotContain("Findings:");

            // as of a run that was killed after its first change, and did the damage
            database.execute("UPDATE `ragflow_migrator_checkpoint` SET `finished` = 0, `pass_high_water` = "
                    + "v0.27.0".hashCode() + " WHERE `stage` = 'finding'");
            String next = run(MigrateRun::run, settings);
            assertThat(next).startsWith("4 ").contains("3 violations (check instance-extra)");
            assertThat(run(MigrateRun::run, settings)).startsWith("4 ");

            database.execute("UPDATE `tenant_model_instance` SET `extra` = REPLACE(`extra`, '1}', '\"1\"}')");
            assertThat(run(MigrateRun::run, settings)).startsWith("0 ");
        }
    }

    @Test
    void thatCameBetweenTwoRunsFailsNeither() {
        try (TestDatabase database = Corpus.STOCK_V026.load(TestServer.MYSQL)) {
            Settings settings = RunSettings.of(Command.MIGRATE, database.settings(), Release.V0_27_0);
            assertThat(run(MigrateRun::run, settings)).startsWith("0 ");

            database.execute(BROKEN);
            assertThat(verify(database, ToolSettings.NONE)).startsWith("4 ");
            assertThat(run(MigrateRun::run, settings)).startsWith("0 ").contains("3 findings (check instance-extra)");
            assertThat(verify(database, ToolSettings.NONE)).startsWith("0 ");
        }
    }

    private static String verify(TestDatabase database, ToolSettings tools) {
        return run(
                VerifyRun::run,
                RunSettings.of(Command.VERIFY, database.settings(), Release.V0_27_0, OutputFormat.TEXT, tools));
    }

    /** The exit code, and what was printed, whose lines are wrapped at words. */
    private static String run(ToIntBiFunction<Settings, PrintStream> command, Settings settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = command.applyAsInt(settings, new PrintStream(out, true, StandardCharsets.UTF_8));
        return code + " " + out.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
    }
}
