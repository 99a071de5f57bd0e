package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.migrate.ExitCode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The commands with their options, as picocli wants them, made from {@link Setting}. The program itself takes the options of
 * its default command, so that {@code migrate} may be left out.
 */
final class CommandLines {

    static final String PROGRAM = "ragflow-migrator";

    private static final int WIDTH = 100;

    private CommandLines() {}

    static CommandLine create() {
        CommandSpec program = command(PROGRAM, Command.MIGRATE, PROGRAM + " [COMMAND] [OPTIONS]");
        for (Command command : Command.values()) {
            String name = command.text();
            program.addSubcommand(name, command(name, command, PROGRAM + " " + name + " [OPTIONS]"));
        }
        CommandLine commandLine = new CommandLine(program);
        // a password may begin with @
        commandLine.setExpandAtFiles(false);
        commandLine.setUsageHelpWidth(WIDTH);
        return commandLine;
    }

    private static CommandSpec command(String name, Command what, String synopsis) {
        CommandSpec command = CommandSpec.create().name(name);
        command.usageMessage()
                .header(what.title(), "")
                .customSynopsis(synopsis)
                .description("", what.description(), "")
                .sortOptions(false)
                .commandListHeading("%nCommands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .footer(HelpText.footer());
        command.usageMessage().exitCodeList(exitCodes());
        Arrays.stream(Setting.Group.values())
                .filter(group -> Arrays.stream(Setting.values())
                        .anyMatch(setting -> setting.group() == group && setting.isFor(what)))
                .map(group -> group(group, what))
                .forEach(command::addArgGroup);
        if (Setting.CHANGESET.isFor(what)) {
            command.addPositional(PositionalParamSpec.builder()
                    .index("0")
                    .arity("0..1")
                    .type(String.class)
                    .paramLabel(Setting.CHANGESET.parameter())
                    .hidden(true)
                    .build());
        }
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
        command.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the version.")
                .build());
        return command;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> lines = new LinkedHashMap<>();
        for (ExitCode exit : ExitCode.values()) {
            lines.put(String.valueOf(exit.code()), HelpText.meaning(exit));
        }
        return lines;
    }

    private static ArgGroupSpec group(Setting.Group group, Command what) {
        ArgGroupSpec.Builder builder = ArgGroupSpec.builder()
                .heading("%n" + group.title() + ":%n")
                .validate(false)
                .exclusive(false)
                .order(group.ordinal());
        Arrays.stream(Setting.values())
                .filter(setting -> setting.group() == group && setting.isFor(what))
                .map(CommandLines::option)
                .forEach(builder::addArg);
        return builder.build();
    }

    private static OptionSpec option(Setting setting) {
        OptionSpec.Builder builder = setting == Setting.VERBOSE
                ? OptionSpec.builder("-v", setting.flag())
                : OptionSpec.builder(setting.flag());
        if (setting.parameter().isEmpty()) {
            builder.type(boolean.class);
        } else if (setting.repeatable()) {
            builder.type(List.class).auxiliaryTypes(String.class).arity("1");
        } else {
            builder.type(String.class).arity("1");
        }
        return builder.paramLabel(setting.parameter())
                .description(setting.description())
                .order(setting.ordinal())
                .build();
    }
}
