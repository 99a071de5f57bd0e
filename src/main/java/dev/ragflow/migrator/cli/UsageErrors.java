package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.Setting;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * picocli's complaints as one line. Arguments that fit nowhere are shown only where they cannot be, or hold, a password:
 * think of {@code --pasword=secret}, {@code -psecret} and {@code --password two words}.
 */
final class UsageErrors {

    private static final String SEE_HELP = "; see " + CommandLines.PROGRAM + " --help";

    private UsageErrors() {}

    static ConfigurationException of(CommandLine.ParameterException problem, String[] args) {
        if (!(problem instanceof UnmatchedArgumentException unmatched)) {
            return new ConfigurationException(problem.getMessage() + SEE_HELP);
        }
        String argument = unmatched.getUnmatched().get(0);
        int position = Arrays.asList(args).indexOf(argument);
        if (!argument.startsWith("-") && position != 0) {
            return unexpected(position);
        }
        if (isOptionOfAnother(argument)) {
            return new ConfigurationException(name(argument) + " is not an option of " + command(args) + SEE_HELP);
        }
        return new ConfigurationException(describe(argument) + suggestion(argument) + SEE_HELP);
    }

    private static ConfigurationException unexpected(int position) {
        return new ConfigurationException("Unexpected argument at position " + (position + 1)
                + ", not shown since it may be part of a password (a value with spaces needs quotes)" + SEE_HELP);
    }

    /**
     * {@code mark --password two words}: picocli takes the second word for a changeset, which messages would show.
     *
     * @throws ConfigurationException when the argument comes right after a password
     */
    static void refuseBehindPassword(String argument, String[] args) {
        String flag = Setting.PASSWORD.flag();
        for (int i = 1; i < args.length; i++) {
            boolean behind = args[i - 1].startsWith(flag + "=") || (i > 1 && args[i - 2].equals(flag));
            if (behind && args[i].equals(argument)) {
                throw unexpected(i);
            }
        }
    }

    private static boolean isOptionOfAnother(String argument) {
        return Arrays.stream(Setting.values())
                .anyMatch(setting -> setting.flag().equals(name(argument)));
    }

    private static String command(String[] args) {
        return Arrays.stream(Command.values())
                .map(Command::text)
                .filter(Arrays.asList(args)::contains)
                .findFirst()
                .orElse(Command.MIGRATE.text());
    }

    private static String describe(String argument) {
        if (argument.startsWith("--")) {
            return "Unknown option " + name(argument);
        }
        boolean option = argument.startsWith("-");
        return option
                ? "Unknown option " + argument.substring(0, Math.min(2, argument.length()))
                : "Unknown command " + argument;
    }

    private static String suggestion(String argument) {
        CommandLine commandLine = CommandLines.create();
        UnmatchedArgumentException named = new UnmatchedArgumentException(commandLine, List.of(name(argument)));
        return named.getSuggestions().isEmpty()
                ? ""
                : " (did you mean " + String.join(" or ", named.getSuggestions()) + "?)";
    }

    private static String name(String argument) {
        int sign = argument.indexOf('=');
        return sign < 0 ? argument : argument.substring(0, sign);
    }
}
