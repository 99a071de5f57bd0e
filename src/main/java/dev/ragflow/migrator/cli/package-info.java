/** The command line: reads it, sets up the log, starts the command, and turns what comes of it into an exit code. */
@NullMarked
package dev.ragflow.migrator.cli;

import org.jspecify.annotations.NullMarked;
