package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.IfNewer;
import dev.ragflow.migrator.config.OutputFormat;
import dev.ragflow.migrator.config.PaceSettings;
import dev.ragflow.migrator.config.QuiesceSettings;
import dev.ragflow.migrator.config.RebuildSettings;
import dev.ragflow.migrator.config.Settings;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.metrics.MetricsTargets;
import dev.ragflow.migrator.release.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings of a run as tests need them: short waits, and the defaults of all else. */
public final class RunSettings {

    private RunSettings() {}

    /** The environment that names a database, as RAGFlow's own does; more may be put into it. */
    public static Map<String, String> environment(ConnectionSettings login) {
        String prefix = login.type().id().toUpperCase(Locale.ROOT);
        return new LinkedHashMap<>(Map.of(
                "DB_TYPE",
                login.type().id(),
                prefix + "_HOST",
                login.host(),
                prefix + "_PORT",
                String.valueOf(login.port()),
                prefix + "_USER",
                login.user(),
                prefix + "_PASSWORD",
                login.password().reveal(),
                prefix + "_DBNAME",
                login.database()));
    }

    public static Settings of(Command command, ConnectionSettings login, Release release) {
        return of(command, login, release, false, OutputFormat.TEXT);
    }

    public static Settings of(
            Command command, ConnectionSettings login, Release release, boolean repair, OutputFormat output) {
        return of(command, login, release, repair, IfNewer.ACCEPT, output, ToolSettings.NONE);
    }

    /** Of a migration. */
    public static Settings refusingNewer(ConnectionSettings login, Release release) {
        return of(Command.MIGRATE, login, release, false, IfNewer.REFUSE, OutputFormat.TEXT, ToolSettings.NONE);
    }

    /** Of a migration that leaves a report. */
    public static Settings reporting(ConnectionSettings login, Release release, Path report) {
        return reporting(login, release, false, report);
    }

    /** Of a migration that leaves a report. */
    public static Settings reporting(ConnectionSettings login, Release release, boolean repair, Path report) {
        return of(
                Command.MIGRATE,
                login,
                release,
                repair,
                IfNewer.ACCEPT,
                OutputFormat.TEXT,
                ToolSettings.NONE,
                List.of(report));
    }

    public static Settings of(
            Command command, ConnectionSettings login, Release release, OutputFormat output, ToolSettings tools) {
        return of(command, login, release, false, output, tools);
    }

    public static Settings of(
            Command command,
            ConnectionSettings login,
            Release release,
            boolean repair,
            OutputFormat output,
            ToolSettings tools) {
        return of(command, login, release, repair, IfNewer.ACCEPT, output, tools);
    }

    private static Settings of(
            Command command,
            ConnectionSettings login,
            Release release,
            boolean repair,
            IfNewer ifNewer,
            OutputFormat output,
            ToolSettings tools) {
        return of(command, login, release, repair, ifNewer, output, tools, List.of());
    }

    private static Settings of(
            Command command,
            ConnectionSettings login,
            Release release,
            boolean repair,
            IfNewer ifNewer,
            OutputFormat output,
            ToolSettings tools,
            List<Path> reports) {
        return new Settings(
                command,
                login,
                Map.of(),
                release,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Optional.empty(),
                repair,
                RebuildSettings.DEFAULT,
                PaceSettings.DEFAULT,
                MetricsTargets.NONE,
                reports,
                List.of(),
                ifNewer,
                QuiesceSettings.NONE,
                output,
                tools,
                List.of());
    }
}
