package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.metrics.MetricsTargets;
import dev.ragflow.migrator.release.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All settings of a run, checked.
 *
 * @param command what to do
 * @param connection where the database is
 * @param connectionOrigins where each connection setting was read from, in words; for passwords, too, without their text
 * @param targetRelease the release to bring the database to, to take it back to, or to compare it with
 * @param waitTimeout how long to wait for a server that does not answer yet, or for another's migration; zero for one try
 * @param lockTimeout how long to wait while someone else holds the lock; zero for one try
 * @param llmFactories a readable file that replaces the built-in model catalogue
 * @param repair whether to bring back what RAGFlow's own script lost
 * @param rebuild how large a table may be that is rebuilt
 * @param pace how fast to go
 * @param metricsTargets where metrics go
 * @param reports files that get a report of the run, each ending in {@code .html} or {@code .json}
 * @param chosen every setting that was given, and where, without what is secret
 * @param ifNewer what to do about a database that is newer than the target
 * @param quiesce which Deployments to stop meanwhile
 * @param output how the result is printed
 * @param tools the settings of the commands other than the migration
 * @param warnings what the operator should know about the settings, a sentence each
 */
public record Settings(
        Command command,
        ConnectionSettings connection,
        Map<Setting, String> connectionOrigins,
        Release targetRelease,
        Duration waitTimeout,
        Duration lockTimeout,
        Optional<Path> llmFactories,
        boolean repair,
        RebuildSettings rebuild,
        PaceSettings pace,
        MetricsTargets metricsTargets,
        List<Path> reports,
        List<ChosenSetting> chosen,
        IfNewer ifNewer,
        QuiesceSettings quiesce,
        OutputFormat output,
        ToolSettings tools,
        List<String> warnings) {

    private static final Duration DEFAULT_WAIT_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration DEFAULT_MIGRATION_TIMEOUT = Duration.ofMinutes(30);
    private static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofMinutes(5);

    public Settings {
        connectionOrigins = Map.copyOf(connectionOrigins);
        reports = List.copyOf(reports);
        chosen = List.copyOf(chosen);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the settings: flag before environment before file before default.
     *
     * @throws ConfigurationException when a setting is wrong, missing or contradicts another
     */
    public static Settings load(Command command, Flags flags, Map<String, String> environment) {
        Sources sources = Sources.of(flags, new Environment(environment));
        ConnectionReader reader = new ConnectionReader(sources);
        ConnectionSettings connection = reader.read();
        Release target = command == Command.ROLLBACK ? releaseToReturnTo(sources) : release(sources);
        ToolSettings tools = ToolSettings.read(sources, command);
        OutputFormat output = output(sources, command);
        List<Path> reports = new ReportFiles(sources).read();
        if (command == Command.MIGRATE) {
            refuseContradictions(tools.mode(), output, reports);
        }
        return new Settings(
                command,
                connection,
                reader.origins(),
                target,
                duration(
                        sources,
                        Setting.WAIT_TIMEOUT,
                        command == Command.WAIT ? DEFAULT_MIGRATION_TIMEOUT : DEFAULT_WAIT_TIMEOUT),
                duration(sources, Setting.LOCK_TIMEOUT, DEFAULT_LOCK_TIMEOUT),
                sources.find(Setting.LLM_FACTORIES).map(reading -> TextFile.readable(Setting.LLM_FACTORIES, reading)),
                isOn(sources, Setting.REPAIR),
                RebuildSettings.read(sources),
                PaceSettings.read(sources, connection.type()),
                new MetricsTargetsReader(sources).read(target),
                reports,
                ChosenSetting.all(command, sources, connection, reader.origins(), target),
                IfNewer.read(sources),
                QuiesceSettings.read(sources),
                output,
                tools,
                reader.warnings());
    }

    private static void refuseContradictions(RunMode mode, OutputFormat output, List<Path> reports) {
        boolean dryRun = mode == RunMode.DRY_RUN;
        if (!dryRun && output != OutputFormat.TEXT) {
            throw new ConfigurationException(
                    Setting.OUTPUT.flag() + " " + output.name().toLowerCase(Locale.ROOT)
                            + " is for a dry run; what a run did goes to " + Setting.REPORT.flag() + " FILE.json");
        }
        if (dryRun && !reports.isEmpty()) {
            throw new ConfigurationException(Setting.REPORT.flag() + " describes a real run; for a dry run use "
                    + Setting.OUTPUT.flag() + " json");
        }
    }

    private static Release release(Sources sources) {
        return sources.find(Setting.TARGET_RELEASE)
                .map(reading -> Release.ofTag(reading.stripped())
                        .orElseThrow(() -> ConfigurationException.of(
                                Setting.TARGET_RELEASE,
                                ConfigurationException.quoted(reading.text()) + " is not one of " + Release.tags(),
                                reading)))
                .orElse(Release.newest());
    }

    private static Release releaseToReturnTo(Sources sources) {
        Reading reading = sources.find(Setting.TO)
                .orElseThrow(() -> new ConfigurationException(Setting.TO.flag()
                        + " is missing: it names the RAGFlow release to roll the database back to, which can be "
                        + Release.tagsToReturnTo()));
        return Release.ofTag(reading.stripped())
                .filter(Release::canBeReturnedTo)
                .orElseThrow(() -> ConfigurationException.of(
                        Setting.TO,
                        ConfigurationException.quoted(reading.text())
                                + " is not a release that the database can be rolled back to; that can be "
                                + Release.tagsToReturnTo(),
                        reading));
    }

    private static OutputFormat output(Sources sources, Command command) {
        boolean csv = command == Command.HISTORY;
        return sources.find(Setting.OUTPUT)
                .map(reading -> Arrays.stream(OutputFormat.values())
                        .filter(format -> csv || format != OutputFormat.CSV)
                        .filter(format -> format.name().equalsIgnoreCase(reading.stripped()))
                        .findFirst()
                        .orElseThrow(() -> ConfigurationException.of(
                                Setting.OUTPUT,
                                ConfigurationException.quoted(reading.text()) + " is not one of text, json"
                                        + (csv ? ", csv" : ""),
                                reading)))
                .orElse(OutputFormat.TEXT);
    }

    private static boolean isOn(Sources sources, Setting setting) {
        return sources.find(setting)
                .map(reading -> BooleanText.parse(setting, reading))
                .orElse(false);
    }

    private static Duration duration(Sources sources, Setting setting, Duration otherwise) {
        return sources.find(setting)
                .map(reading -> DurationText.parse(setting, reading))
                .orElse(otherwise);
    }

    /**
     * For the start-up line: {@code mysql root@db:3306/rag_flow (host, password from the variable …; port from …)}; never
     * the password.
     */
    public String describeConnection() {
        Map<String, String> byOrigin = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            String origin = connectionOrigins.get(setting);
            if (origin != null) {
                byOrigin.merge(origin, name(setting), (names, more) -> names + ", " + more);
            }
        }
        return connection.describe()
                + byOrigin.entrySet().stream()
                        .map(entry -> entry.getValue() + " from " + entry.getKey())
                        .collect(Collectors.joining("; ", " (", ")"));
    }

    private static String name(Setting setting) {
        return setting == Setting.DB_TYPE ? "type" : setting.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return targetRelease + " on " + describeConnection();
    }
}
