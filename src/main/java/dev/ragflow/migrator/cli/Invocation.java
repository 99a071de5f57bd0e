package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.config.Flags;

/** What the command line asks for. */
sealed interface Invocation {

    /** @param text to be printed */
    record Print(String text) implements Invocation {}

    record Migrate(Flags flags) implements Invocation {}
}
