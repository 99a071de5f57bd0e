/** The dry run: what a migration would do, found out by its own steps in sessions that cannot write. */
@NullMarked
package dev.ragflow.migrator.preview;

import org.jspecify.annotations.NullMarked;
