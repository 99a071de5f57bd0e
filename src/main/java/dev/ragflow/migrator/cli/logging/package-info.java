/** How the log looks and what goes into it. */
@NullMarked
package dev.ragflow.migrator.cli.logging;

import org.jspecify.annotations.NullMarked;
