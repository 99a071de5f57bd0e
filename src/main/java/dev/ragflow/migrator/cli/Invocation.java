package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.config.Command;
import dev.ragflow.migrator.config.Flags;

/** What the command line asks for. */
sealed interface Invocation {

    /** @param text to be printed */
    record Print(String text) implements Invocation {}

    record Run(Command command, Flags flags) implements Invocation {}
}
