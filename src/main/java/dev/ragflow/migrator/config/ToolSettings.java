package dev.ragflow.migrator.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of the other commands, checked, and which part of a migration is requested.
 *
 * @param history which rows of the history are wanted
 * @param mode how far a migration goes
 * @param stages the stages a migration goes through, as typed; empty for all
 * @param mark the changeset to be marked or unmarked; empty for other commands
 * @param force whether to end those who hold a lock
 * @param changelog a changelog to write (diff) or to apply (migrate)
 * @param drop whether to write what removes something
 * @param sql a file that gets the statements of a dry run
 * @param strict whether a verification takes findings for failures
 */
public record ToolSettings(
        HistoryWish history,
        RunMode mode,
        List<String> stages,
        Optional<MarkWish> mark,
        boolean force,
        Optional<Path> changelog,
        boolean drop,
        Optional<Path> sql,
        boolean strict) {

    /** Nothing was said. */
    public static final ToolSettings NONE = new ToolSettings(
            new HistoryWish(false, Optional.empty(), Optional.empty()),
            RunMode.FULL,
            List.of(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            false);

    /**
     * Which rows of the history are wanted.
     *
     * @param failed only failed and interrupted changesets
     * @param slowerThan only changesets that took longer
     * @param since how long ago the oldest changeset to be shown may have ended
     */
    public record HistoryWish(boolean failed, Optional<Duration> slowerThan, Optional<Duration> since) {}

    /**
     * A changeset to be marked or unmarked.
     *
     * @param changeset its name as typed
     * @param done whether it was done by hand; otherwise it is not to be done
     * @param reason why; empty for unmark
     */
    public record MarkWish(String changeset, boolean done, String reason) {}

    public ToolSettings {
        stages = List.copyOf(stages);
    }

    /** This with other rows of the history. */
    public ToolSettings with(HistoryWish wish) {
        return new ToolSettings(wish, mode, stages, mark, force, changelog, drop, sql, strict);
    }

    /** This with another part of a migration. */
    public ToolSettings with(RunMode other, String... some) {
        return new ToolSettings(history, other, List.of(some), mark, force, changelog, drop, sql, strict);
    }

    /** This with a file for the statements of a dry run. */
    public ToolSettings withSql(Path file) {
        return new ToolSettings(history, mode, stages, mark, force, changelog, drop, Optional.of(file), strict);
    }

    /** This for another changeset. */
    public ToolSettings with(MarkWish wish) {
        return new ToolSettings(history, mode, stages, Optional.of(wish), force, changelog, drop, sql, strict);
    }

    /** This with those ended who hold a lock. */
    public ToolSettings forced() {
        return new ToolSettings(history, mode, stages, mark, true, changelog, drop, sql, strict);
    }

    /** This where findings of a verification are failures. */
    public ToolSettings strictly() {
        return new ToolSettings(history, mode, stages, mark, force, changelog, drop, sql, true);
    }

    /** This with a changelog. */
    public ToolSettings with(Path file, boolean removals) {
        return new ToolSettings(history, mode, stages, mark, force, Optional.of(file), removals, sql, strict);
    }

    /** @throws ConfigurationException when a setting is wrong or contradicts another */
    static ToolSettings read(Sources sources, Command command) {
        HistoryWish history = new HistoryWish(
                isOn(sources, Setting.FAILED),
                sources.find(Setting.SLOWER_THAN).map(reading -> DurationText.parse(Setting.SLOWER_THAN, reading)),
                sources.find(Setting.SINCE).map(reading -> SinceText.parse(reading, java.time.Instant.now())));
        RunMode mode = sources.find(Setting.MODE).map(ToolSettings::mode).orElse(RunMode.FULL);
        List<String> stages =
                sources.find(Setting.STAGES).map(ToolSettings::stages).orElse(List.of());
        if (mode == RunMode.TABLES_ONLY && !stages.isEmpty()) {
            throw new ConfigurationException(Setting.MODE.flag() + " " + mode.text() + " and " + Setting.STAGES.flag()
                    + " contradict each other: give one of them");
        }
        Optional<MarkWish> mark =
                switch (command) {
                    case MARK -> Optional.of(mark(sources));
                    case UNMARK -> Optional.of(new MarkWish(required(sources, Setting.CHANGESET, ""), true, ""));
                    default -> Optional.empty();
                };
        Optional<Path> changelog = sources.find(Setting.CHANGELOG)
                .map(reading -> command == Command.MIGRATE
                        ? TextFile.readable(Setting.CHANGELOG, reading)
                        : TextFile.path(Setting.CHANGELOG, reading));
        boolean drop = isOn(sources, Setting.DROP);
        if (drop && changelog.isEmpty()) {
            throw new ConfigurationException(Setting.DROP.flag() + " needs " + Setting.CHANGELOG.flag()
                    + ": this program itself removes nothing");
        }
        if (changelog.isPresent() && (mode != RunMode.FULL || !stages.isEmpty())) {
            throw new ConfigurationException(
                    Setting.CHANGELOG.flag() + " belongs to a run through all stages: give it without "
                            + Setting.MODE.flag() + " and " + Setting.STAGES.flag());
        }
        Optional<Path> sql = sources.find(Setting.SQL).map(reading -> TextFile.path(Setting.SQL, reading));
        if (sql.isPresent() && mode != RunMode.DRY_RUN) {
            throw new ConfigurationException(Setting.SQL.flag() + " belongs to a dry run: give it with "
                    + Setting.MODE.flag() + " " + RunMode.DRY_RUN.text());
        }
        return new ToolSettings(
                history,
                mode,
                stages,
                mark,
                isOn(sources, Setting.FORCE),
                changelog,
                drop,
                sql,
                isOn(sources, Setting.STRICT));
    }

    private static MarkWish mark(Sources sources) {
        String changeset = required(sources, Setting.CHANGESET, "");
        String status = required(sources, Setting.STATUS, "success or skipped");
        if (!status.equalsIgnoreCase("success") && !status.equalsIgnoreCase("skipped")) {
            throw new ConfigurationException(Setting.STATUS.flag() + ": " + ConfigurationException.quoted(status)
                    + " is neither success nor skipped");
        }
        return new MarkWish(
                changeset, status.equalsIgnoreCase("success"), required(sources, Setting.REASON, "why it is marked"));
    }

    private static String required(Sources sources, Setting setting, String what) {
        return sources.find(setting)
                .map(Reading::stripped)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new ConfigurationException(
                        setting.flag() + " is missing: " + (what.isEmpty() ? "the name of a changeset" : what)));
    }

    private static RunMode mode(Reading reading) {
        return RunMode.of(reading.stripped())
                .orElseThrow(() -> ConfigurationException.of(
                        Setting.MODE,
                        ConfigurationException.quoted(reading.text()) + " is not one of "
                                + Arrays.stream(RunMode.values())
                                        .map(RunMode::text)
                                        .collect(Collectors.joining(", ")),
                        reading));
    }

    private static List<String> stages(Reading reading) {
        List<String> names = Arrays.stream(reading.text().split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw ConfigurationException.of(Setting.STAGES, "it names no stage", reading);
        }
        return names;
    }

    private static boolean isOn(Sources sources, Setting setting) {
        return sources.find(setting)
                .map(reading -> BooleanText.parse(setting, reading))
                .orElse(false);
    }
}
