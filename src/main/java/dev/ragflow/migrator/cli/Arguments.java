package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.Flags;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.release.ProgramVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** Reads the arguments of the process. */
final class Arguments {

    private Arguments() {}

    /**
     * @param colours whether help may be coloured
     * @throws ConfigurationException when the arguments are not what the program takes
     */
    static Invocation parse(String[] args, boolean colours) {
        ParseResult result;
        try {
            result = CommandLines.create().parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            throw UsageErrors.of(e, args);
        }
        for (CommandLine command : result.asCommandLineList()) {
            if (command.isUsageHelpRequested()) {
                return new Invocation.Print(command.getUsageMessage(colours ? Ansi.ON : Ansi.OFF));
            }
            if (command.isVersionHelpRequested()) {
                return new Invocation.Print(
                        CommandLines.PROGRAM + " " + ProgramVersion.read() + System.lineSeparator());
            }
        }
        Command command = command(result);
        return new Invocation.Run(command, flags(command, result, args));
    }

    private static Command command(ParseResult result) {
        return Arrays.stream(Command.values())
                .filter(command -> result.hasSubcommand()
                        && command.text()
                                .equals(result.subcommand().commandSpec().name()))
                .findFirst()
                .orElse(Command.MIGRATE);
    }

    private static Optional<String> positional(ParseResult result, String[] args) {
        Optional<String> text = result.hasSubcommand()
                ? result.subcommand().matchedPositionals().stream()
                        .flatMap(position -> position.stringValues().stream())
                        .findFirst()
                : Optional.empty();
        text.ifPresent(found -> UsageErrors.refuseBehindPassword(found, args));
        return text;
    }

    /** Of the program and of its command together: {@code ragflow-migrator -v migrate --host db}. */
    private static Flags flags(Command command, ParseResult result, String[] args) {
        Map<Setting, List<String>> values = new EnumMap<>(Setting.class);
        for (ParseResult at = result; at != null; at = at.subcommand()) {
            for (Setting setting : Setting.values()) {
                if (at.hasMatchedOption(setting.flag())) {
                    values.computeIfAbsent(setting, first -> new ArrayList<>())
                            .addAll(at.matchedOption(setting.flag()).stringValues());
                }
            }
        }
        positional(result, args).ifPresent(text -> values.computeIfAbsent(Setting.CHANGESET, first -> new ArrayList<>())
                .add(text));
        values.forEach((setting, texts) -> {
            if (!setting.isFor(command)) {
                throw new ConfigurationException(setting.flag() + " is not an option of " + command.text());
            }
            if (texts.size() > 1 && !setting.repeatable()) {
                throw new ConfigurationException(setting.flag() + " is given more than once on the command line");
            }
        });
        return new Flags(values);
    }
}
