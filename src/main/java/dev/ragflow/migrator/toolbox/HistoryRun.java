package dev.ragflow.migrator.toolbox;

import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.config.ToolSettings.HistoryWish;
import dev.ragflow.migrator.history.HistoryEntry;
import dev.ragflow.migrator.history.HistoryFilter;
import dev.ragflow.migrator.history.HistoryReader;
import dev.ragflow.migrator.migrate.ExitCode;
import java.io.PrintStream;
import java.sql.Connection;
import java.util.List;

/** The command {@code history}: how changesets ended, newest first. Changes nothing. */
public final class HistoryRun {

    private HistoryRun() {}

    /**
     * Runs to the end.
     *
     * @param out standard output
     * @return the program's exit code
     */
    public static int run(Settings settings, PrintStream out) {
        HistoryWish wish = settings.tools().history();
        HistoryFilter filter = new HistoryFilter(wish.failed(), wish.slowerThan(), wish.since());
        return ReadOnlyRun.of(settings, database -> {
            List<HistoryEntry> entries;
            try (Connection connection = database.dataSource().getConnection()) {
                entries = HistoryReader.read(connection, database.dialect(), filter);
            }
            List<String> lines =
                    switch (settings.output()) {
                        case TEXT -> HistoryTexts.table(entries);
                        case CSV -> HistoryTexts.csv(entries);
                        case JSON -> List.of(HistoryTexts.json(entries));
                    };
            lines.forEach(out::println);
            out.flush();
            return ExitCode.OK;
        });
    }
}
