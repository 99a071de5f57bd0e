package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.changelog.RunStage;
import dev.ragflow.migrator.changelog.RunStages;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.database.JsonText;
import dev.ragflow.migrator.migrate.ExitCode;
import dev.ragflow.migrator.report.TextTable;
import java.io.PrintStream;
import java.util.List;

/** The command {@code stages}: the parts of a migration, and which of them have something to do. Changes nothing. */
public final class StagesRun {

    private StagesRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output
     * @return the program's exit code
     */
    public static int run(Settings settings, PrintStream out) {
        RunStages stages = RunStages.of(settings.targetRelease());
        return ReadOnlyRun.of(settings, database -> {
            List<String> open = stages.open(PendingSteps.of(database, settings));
            if (settings.output() == OutputFormat.JSON) {
                out.println(json(stages, open));
            } else {
                text(stages, open).lines().forEach(out::println);
            }
            out.flush();
            return ExitCode.OK;
        });
    }

    private static TextTable text(RunStages stages, List<String> open) {
        TextTable table = new TextTable(4, "stage", "state", "what it does", "tables");
        for (RunStage stage : stages.all()) {
            table.row(List.of(
                    stage.name(),
                    open.contains(stage.name()) ? "to do" : "done",
                    stage.purpose(),
                    String.join(", ", stage.tables())));
        }
        return table;
    }

    private static String json(RunStages stages, List<String> open) {
        return new JsonText()
                .with(
                        "stages",
                        stages.all().stream()
                                .map(stage -> new JsonText()
                                        .with("stage", stage.name())
                                        .with("pending", open.contains(stage.name()))
                                        .with("purpose", stage.purpose())
                                        .with("tables", stage.tables()))
                                .toList())
                .line();
    }
}
