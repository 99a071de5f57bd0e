/** Tests of what a line of the log looks like, and of what is never in it. */
@NullMarked
package dev.ragflow.migrator.cli.logging;

import org.jspecify.annotations.NullMarked;
